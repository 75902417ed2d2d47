using System.Text;

namespace Appliance.Endpoints;

/// <summary>What an Authorization field begins with (RFC 9110, section 11.4).</summary>
internal static class AuthorizationScheme
{
    /// <summary>Whether the field is of this scheme, and what follows it.</summary>
    /// <param name="authorization">The field's value.</param>
    /// <param name="scheme">Its name and a space; names are case-insensitive.</param>
    /// <param name="credentials">Without spaces in front.</param>
    public static bool TryMatch(
        ReadOnlySpan<byte> authorization, ReadOnlySpan<byte> scheme, out ReadOnlySpan<byte> credentials)
    {
        bool isMatch = authorization.Length > scheme.Length
            && Ascii.EqualsIgnoreCase(authorization[..scheme.Length], scheme);
        credentials = isMatch ? authorization[scheme.Length..].TrimStart((byte)' ') : default;
        return isMatch;
    }
}
