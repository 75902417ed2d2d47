using System.Buffers.Binary;
using System.Buffers.Text;

namespace Appliance.Endpoints.Clients.Proxies;

/// <summary>Parses IP addresses without allocating.</summary>
internal static class IpAddressText
{
    public const int IpV6Bits = 128;
    public const int IpV4Bits = 32;

    private const int Groups = 8;
    private const int GroupDigitsMax = 4;
    private const int GroupBytes = 2;
    private const uint IpV4Prefix = 0xFFFF;

    /// <summary>Whether the address is IPv4-mapped: ::ffff:a.b.c.d.</summary>
    public static bool IsIpV4(UInt128 address) => address >> IpV4Bits == IpV4Prefix;

    /// <summary>Parses a dotted quad without leading zeros, or an IPv6 address (RFC 4291, section 2.2) without a zone.
    /// </summary>
    /// <param name="text">Only the address.</param>
    /// <param name="address">As IPv6 bits, IPv4 as ::ffff:a.b.c.d.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out UInt128 address)
    {
        if (text.Contains((byte)':'))
            return TryParseIpV6(text, out address);
        bool isIpV4 = TryParseIpV4(text, out uint bits);
        address = isIpV4 ? new UInt128(0, (ulong)IpV4Prefix << IpV4Bits | bits) : 0;
        return isIpV4;
    }

    private static bool TryParseIpV4(ReadOnlySpan<byte> text, out uint bits)
    {
        bits = 0;
        for (int octet = 0; octet < 4; octet++)
        {
            int end = text.IndexOf((byte)'.');
            bool isLast = octet == 3;
            if (isLast != end < 0 || !TryParseOctet(isLast ? text : text[..end], out byte value))
                return false;
            bits = bits << 8 | value;
            text = isLast ? default : text[(end + 1)..];
        }
        return true;
    }

    private static bool TryParseOctet(ReadOnlySpan<byte> digits, out byte value)
    {
        bool isNumber = Utf8Parser.TryParse(digits, out value, out int read) && read == digits.Length;
        return isNumber && (digits.Length == 1 || digits[0] != (byte)'0');
    }

    /// <summary>Eight groups, or fewer around one "::"; the last two groups may be an IPv4 address.</summary>
    private static bool TryParseIpV6(ReadOnlySpan<byte> text, out UInt128 address)
    {
        Span<byte> bytes = stackalloc byte[Groups * GroupBytes];
        address = 0;
        int gap = text.IndexOf("::"u8);
        ReadOnlySpan<byte> front = gap < 0 ? text : text[..gap];
        ReadOnlySpan<byte> back = gap < 0 ? default : text[(gap + 2)..];
        if (!TryReadGroups(front, canEndInIpV4: gap < 0, bytes, out int frontBytes))
            return false;
        Span<byte> room = bytes[frontBytes..];
        if (!TryReadGroups(back, canEndInIpV4: true, room, out int backBytes))
            return false;
        // "::" replaces at least one group; without it all eight must be present.
        if (gap < 0 ? !room.IsEmpty : backBytes == room.Length)
            return false;
        room[..backBytes].CopyTo(room[^backBytes..]);
        room[..^backBytes].Clear();
        address = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return true;
    }

    /// <summary>Groups separated by colons; an empty text has none.</summary>
    private static bool TryReadGroups(
        ReadOnlySpan<byte> text, bool canEndInIpV4, Span<byte> destination, out int written)
    {
        written = 0;
        while (!text.IsEmpty)
        {
            int colon = text.IndexOf((byte)':');
            ReadOnlySpan<byte> group = colon < 0 ? text : text[..colon];
            Span<byte> room = destination[written..];
            if (colon < 0 && canEndInIpV4 && group.Contains((byte)'.'))
            {
                written += sizeof(uint);
                return TryParseIpV4(group, out uint bits) && BinaryPrimitives.TryWriteUInt32BigEndian(room, bits);
            }
            if (!TryParseGroup(group, out ushort value) || !BinaryPrimitives.TryWriteUInt16BigEndian(room, value))
                return false;
            written += GroupBytes;
            if (colon < 0)
                return true;
            text = text[(colon + 1)..];
            if (text.IsEmpty)
                return false;
        }
        return true;
    }

    private static bool TryParseGroup(ReadOnlySpan<byte> digits, out ushort value) =>
        Utf8Parser.TryParse(digits, out value, out int read, 'x') && read == digits.Length
        && read <= GroupDigitsMax;
}
