using System.Text;
using Appliance.Endpoints.Vendors;
using Appliance.TestHost;
using Appliance.TestKit;
using Appliance.Tokens;

namespace Appliance.Endpoints.Tests;

/// <summary>Management tokens, the credentials of 100ms back ends.</summary>
internal static class Management
{
    /// <summary>The access key of app acme.</summary>
    public const string AcmeKey = "0123456789abcdef01234567";

    /// <summary>An Authorization field with a management token of the app, valid for an hour.</summary>
    public static string Of(string name, Api api)
    {
        PolicyModel.App app = Policies.Current.FindApp(Encoding.ASCII.GetBytes(name))!;
        byte[] token = new byte[TokenLimits.TokenBytesMax];
        int length = VendorApis.Of(app)!.BackEndToken!.Write(
            app, TestCredentials.KeyOf(app), "id"u8, api.NowSeconds, 3600, token);
        return "Authorization: Bearer " + Encoding.ASCII.GetString(token, 0, length);
    }

    /// <summary>Signs any header and payload, valid or not.</summary>
    /// <param name="claims">The payload, not necessarily valid JSON.</param>
    /// <param name="header">The header, not necessarily valid JSON.</param>
    /// <param name="secret">The key as UTF-8 text.</param>
    public static string Sign(string claims, string header, string secret) => SignedText.Of(header, claims, secret);
}
