using System.Buffers.Text;

namespace Appliance.Endpoints;

/// <summary>Says who a client is where proxies stand before us: those that are trusted add the address that a request
/// came to them from to X-Forwarded-For, and what anybody else says there counts for nothing.</summary>
public sealed class TrustedProxies(IEnumerable<TrustedProxy> proxies)
{
    /// <summary>As many of the field's entries as are looked at, from the last one on.</summary>
    public const int EntriesMax = 32;

    // A collection expression would call LINQ, which the binary does without.
    private readonly TrustedProxy[] _proxies = new List<TrustedProxy>(proxies).ToArray();

    /// <summary>Nobody is believed.</summary>
    public static TrustedProxies None { get; } = new([]);

    /// <summary>Whether the address is one of them.</summary>
    /// <param name="address">As <see cref="Caller.Address"/>.</param>
    public bool IsTrusted(UInt128 address)
    {
        foreach (TrustedProxy proxy in _proxies)
        {
            if (proxy.Includes(address))
                return true;
        }
        return false;
    }

    /// <summary>The address of whoever the trusted proxies had the request from.</summary>
    /// <param name="peer">The connection's other end, as <see cref="Caller.Address"/> has it.</param>
    /// <param name="forwardedFor">The value of X-Forwarded-For, empty if there is none.</param>
    internal UInt128 ClientOf(UInt128 peer, ReadOnlySpan<byte> forwardedFor)
    {
        UInt128 client = peer;
        for (int i = 0; i < EntriesMax && IsTrusted(client); i++)
        {
            int comma = forwardedFor.LastIndexOf((byte)',');
            if (!TryParseEntry(forwardedFor[(comma + 1)..].Trim(" \t"u8), out UInt128 address))
                return client;
            client = address;
            if (comma < 0)
                return client;
            forwardedFor = forwardedFor[..comma];
        }
        return client;
    }

    /// <summary>An address, perhaps with the port that some proxies add: <c>1.2.3.4:5</c>, <c>[::1]:5</c>.</summary>
    private static bool TryParseEntry(ReadOnlySpan<byte> entry, out UInt128 address)
    {
        ReadOnlySpan<byte> host = entry, port = default;
        if (entry.StartsWith("["u8))
        {
            int bracket = entry.IndexOf((byte)']');
            host = bracket < 0 ? default : entry[1..bracket];
            port = entry[(bracket + 1)..];
        }
        else if (entry.Count((byte)':') == 1)
        {
            host = entry[..entry.IndexOf((byte)':')];
            port = entry[host.Length..];
        }
        // The unspecified address is nobody's.
        return IpAddressText.TryParse(host, out address) && address != 0 && (port.IsEmpty || IsPort(port));
    }

    private static bool IsPort(ReadOnlySpan<byte> text) =>
        text[0] == (byte)':' && Utf8Parser.TryParse(text[1..], out ushort _, out int read) && read == text.Length - 1;
}
