using System.Globalization;
using System.Text;

namespace Appliance.Endpoints.Clients.Proxies;

/// <summary>A proxy or a network of proxies whose X-Forwarded-For is trusted.</summary>
public sealed class TrustedProxy
{
    private const string UnixText = "unix";

    private readonly string _text;
    private readonly Family _family;
    private readonly UInt128 _network;
    private readonly UInt128 _mask;

    private TrustedProxy(string text, Family family, UInt128 network, UInt128 mask)
    {
        _text = text;
        _family = family;
        _network = network;
        _mask = mask;
    }

    private enum Family : byte
    {
        Unix,
        IpV4,
        IpV6,
    }

    /// <summary>Parses <c>ADDR</c>, <c>ADDR/BITS</c> or <c>unix</c>, which stands for every client of a Unix socket.
    /// </summary>
    /// <param name="text">The text to parse.</param>
    /// <param name="proxy">The result; null if the text is invalid.</param>
    /// <param name="error">Null, or a sentence that says what to write instead.</param>
    public static bool TryParse(string text, out TrustedProxy? proxy, out string? error)
    {
        proxy = text == UnixText ? new(text, Family.Unix, 0, UInt128.MaxValue) : null;
        error = proxy is null ? ReadNetwork(text, out proxy) : null;
        return error is null;
    }

    /// <summary>The text it was parsed from.</summary>
    public override string ToString() => _text;

    internal bool Includes(UInt128 address) => (address & _mask) == _network && FamilyOf(address) == _family;

    private static string? ReadNetwork(string text, out TrustedProxy? proxy)
    {
        proxy = null;
        int slash = text.IndexOf('/');
        string addressText = slash < 0 ? text : text[..slash];
        if (!IpAddressText.TryParse(Encoding.UTF8.GetBytes(addressText), out UInt128 address))
            return $"'{addressText}' is not an address: write for example 10.0.0.7 or fd00::7, "
                + "a network such as 10.0.0.0/8, or unix.";
        int bitsMax = addressText.Contains(':') ? IpAddressText.IpV6Bits : IpAddressText.IpV4Bits;
        int bits = bitsMax;
        if (slash >= 0 && (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out bits)
            || bits > bitsMax))
            return $"'{text[(slash + 1)..]}' is not a prefix length: write 0 to {bitsMax} after the slash.";
        int hostBits = bitsMax - bits;
        UInt128 mask = hostBits == IpAddressText.IpV6Bits ? 0 : UInt128.MaxValue << hostBits;
        if ((address & mask) != address)
            return $"'{text}' has address bits after the first {bits}: write the network's first address, for example "
                + "10.0.0.0/8.";
        proxy = new(text, address == 0 ? Family.IpV6 : FamilyOf(address), address, mask);
        return null;
    }

    /// <summary>A client of a Unix socket has the address 0.</summary>
    private static Family FamilyOf(UInt128 address) =>
        address == 0 ? Family.Unix : IpAddressText.IsIpV4(address) ? Family.IpV4 : Family.IpV6;
}
