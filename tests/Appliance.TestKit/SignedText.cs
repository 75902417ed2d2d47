using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Appliance.TestKit;

/// <summary>Signs tokens with arbitrary header and claims (RFC 7515, section 7.1).</summary>
public static class SignedText
{
    /// <summary>Signs with HMAC-SHA-256. The key is the secret's UTF-8 encoding.</summary>
    public static string Of(string header, string claims, string secret)
    {
        string signed = $"{Encode(header)}.{Encode(claims)}";
        return signed + "." + Base64Url.EncodeToString(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed)));
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
