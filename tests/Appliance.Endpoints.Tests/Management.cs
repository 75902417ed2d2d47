using System.Text;
using Appliance.Tokens;

namespace Appliance.Endpoints.Tests;

/// <summary>What the back ends of 100ms apps show.</summary>
internal static class Management
{
    /// <summary>An Authorization field with a management token of the app, good for an hour.</summary>
    public static string Of(string name, Api api)
    {
        Policy.App app = Policies.Current.FindApp(Encoding.ASCII.GetBytes(name))!;
        SigningKey.TryCreate(Encoding.UTF8.GetBytes(Api.SecretOf(name)), out SigningKey? key);
        byte[] token = new byte[TokenLimits.TokenBytesMax];
        int length = ManagementToken.Write(app, key!, "id"u8, api.NowSeconds, 3600, token);
        return "Authorization: Bearer " + Encoding.ASCII.GetString(token, 0, length);
    }
}
