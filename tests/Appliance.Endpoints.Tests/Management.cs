using System.Text;
using Appliance.TestKit;
using Appliance.Tokens;

namespace Appliance.Endpoints.Tests;

/// <summary>What the back ends of 100ms apps show.</summary>
internal static class Management
{
    /// <summary>The access key of app acme.</summary>
    public const string AcmeKey = "0123456789abcdef01234567";

    /// <summary>An Authorization field with a management token of the app, good for an hour.</summary>
    public static string Of(string name, Api api)
    {
        PolicyModel.App app = Policies.Current.FindApp(Encoding.ASCII.GetBytes(name))!;
        SigningKey.TryCreate(Encoding.UTF8.GetBytes(Api.SecretOf(name)), out SigningKey? key);
        byte[] token = new byte[TokenLimits.TokenBytesMax];
        int length = ManagementToken.Write(app, key!, "id"u8, api.NowSeconds, 3600, token);
        return "Authorization: Bearer " + Encoding.ASCII.GetString(token, 0, length);
    }

    /// <summary>A token that is written by hand.</summary>
    /// <param name="claims">The payload, whatever it is.</param>
    /// <param name="header">The header, whatever it is.</param>
    /// <param name="secret">Its UTF-8 is the key.</param>
    public static string Sign(string claims, string header, string secret) => SignedText.Of(header, claims, secret);
}
