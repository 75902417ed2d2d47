using System.Text;

namespace Appliance.Endpoints.Clients;

/// <summary>The scheme of an Authorization field (RFC 9110, section 11.4).</summary>
internal static class AuthorizationScheme
{
    /// <summary>Whether the field uses this scheme; returns the credentials that follow it.</summary>
    /// <param name="authorization">The field's value.</param>
    /// <param name="scheme">The scheme's name, lower case, and a space. The field's case is ignored.</param>
    /// <param name="credentials">Without leading spaces; empty if the scheme differs.</param>
    public static bool TryMatch(
        ReadOnlySpan<byte> authorization, ReadOnlySpan<byte> scheme, out ReadOnlySpan<byte> credentials)
    {
        bool isMatch = authorization.Length > scheme.Length
            && Ascii.EqualsIgnoreCase(authorization[..scheme.Length], scheme);
        credentials = isMatch ? authorization[scheme.Length..].TrimStart((byte)' ') : default;
        return isMatch;
    }
}
