namespace Appliance.Http;

/// <summary>Validates uri-host [ ":" port ] (RFC 9110 §7.2). The host (RFC 3986 §3.2.2) must not be empty.</summary>
internal static class Authority
{
    private const int PortMax = 65535;
    private const int GroupsMax = 8;
    private const int GroupDigitsMax = 4;

    public static bool IsValid(ReadOnlySpan<byte> authority)
    {
        if (authority.IsEmpty)
            return false;
        int hostBytes;
        if (authority[0] == (byte)'[')
        {
            int bracket = authority.IndexOf((byte)']');
            if (bracket < 0 || !IsIpLiteral(authority[1..bracket]))
                return false;
            hostBytes = bracket + 1;
        }
        else
        {
            int stop = authority.IndexOfAnyExcept(Octets.PlainHost);
            bool isEncoded = stop >= 0 && authority[stop] == (byte)'%';
            if (isEncoded)
                stop = authority.IndexOfAnyExcept(Octets.RegName);
            hostBytes = stop < 0 ? authority.Length : stop;
            if (hostBytes == 0)
                return false;
            if (isEncoded && !Octets.PercentEncodingIsValid(authority[..hostBytes], isComplete: true))
                return false;
        }
        ReadOnlySpan<byte> rest = authority[hostBytes..];
        return rest.IsEmpty || (rest[0] == Octets.Colon && IsPort(rest[1..]));
    }

    /// <summary>An empty port is valid, as in "localhost:" (RFC 3986 §3.2.3).</summary>
    private static bool IsPort(ReadOnlySpan<byte> digits)
    {
        int port = 0;
        foreach (byte digit in digits)
        {
            if (!Octets.IsDigit(digit))
                return false;
            port = (port * 10) + (digit - '0');
            if (port > PortMax)
                return false;
        }
        return true;
    }

    private static bool IsIpLiteral(ReadOnlySpan<byte> literal)
    {
        if (literal.Length > 0 && (literal[0] | 0x20) == 'v')
            return IsFutureAddress(literal[1..]);
        int zone = literal.IndexOf("%25"u8);
        if (zone < 0)
            return IsIpV6(literal);
        ReadOnlySpan<byte> zoneId = literal[(zone + 3)..];
        return IsIpV6(literal[..zone])
            && !zoneId.IsEmpty
            && !zoneId.ContainsAnyExcept(Octets.ZoneId)
            && Octets.PercentEncodingIsValid(zoneId, isComplete: true);
    }

    private static bool IsFutureAddress(ReadOnlySpan<byte> text)
    {
        int dot = text.IndexOf((byte)'.');
        if (dot <= 0 || dot == text.Length - 1)
            return false;
        foreach (byte octet in text[..dot])
        {
            if (Octets.HexValue(octet) < 0)
                return false;
        }
        return !text[(dot + 1)..].ContainsAnyExcept(Octets.FutureAddress);
    }

    /// <summary>
    /// IPv6address (RFC 3986 §3.2.2): eight groups, or fewer with one "::". The last two groups may be an IPv4 address.
    /// </summary>
    private static bool IsIpV6(ReadOnlySpan<byte> text)
    {
        int groups = 0;
        bool isShortened = text.StartsWith("::"u8);
        int position = isShortened ? 2 : 0;
        while (position < text.Length)
        {
            int digits = 0;
            while (position + digits < text.Length && Octets.HexValue(text[position + digits]) >= 0)
                digits++;
            if (digits == 0 || ++groups > GroupsMax)
                return false;
            int end = position + digits;
            if (end < text.Length && text[end] == (byte)'.')
                return IsIpV4(text[position..]) && GroupsFit(groups + 1, isShortened);
            if (digits > GroupDigitsMax)
                return false;
            if (end == text.Length)
                return GroupsFit(groups, isShortened);
            if (text[end] != Octets.Colon || end + 1 == text.Length)
                return false;
            position = end + 1;
            if (text[position] != Octets.Colon)
                continue;
            if (isShortened)
                return false;
            isShortened = true;
            position++;
        }
        return isShortened && GroupsFit(groups, isShortened);
    }

    private static bool GroupsFit(int groups, bool isShortened) =>
        isShortened ? groups < GroupsMax : groups == GroupsMax;

    /// <summary>Four dec-octets, 0 to 255, without leading zeros.</summary>
    private static bool IsIpV4(ReadOnlySpan<byte> text)
    {
        for (int octet = 0; octet < 4; octet++)
        {
            int digits = 0;
            int value = 0;
            while (digits < 3 && digits < text.Length && Octets.IsDigit(text[digits]))
                value = (value * 10) + (text[digits++] - '0');
            if (digits == 0 || value > 255 || (digits > 1 && text[0] == (byte)'0'))
                return false;
            text = text[digits..];
            if (octet == 3)
                return text.IsEmpty;
            if (text.IsEmpty || text[0] != (byte)'.')
                return false;
            text = text[1..];
        }
        return false;
    }
}
