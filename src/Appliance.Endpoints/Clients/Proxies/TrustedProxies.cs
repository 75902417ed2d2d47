using System.Buffers.Text;

namespace Appliance.Endpoints.Clients.Proxies;

/// <summary>Determines the client of a request that came through proxies. Only trusted proxies are believed: each
/// appends to X-Forwarded-For the address from which it received the request.</summary>
public sealed class TrustedProxies(IEnumerable<TrustedProxy> proxies)
{
    /// <summary>The maximum number of X-Forwarded-For entries read, from the last one backwards.</summary>
    public const int EntriesMax = 32;

    // A collection expression would call LINQ, which the binary does not contain.
    private readonly TrustedProxy[] _proxies = new List<TrustedProxy>(proxies).ToArray();

    /// <summary>No proxy is trusted.</summary>
    public static TrustedProxies None { get; } = new([]);

    /// <summary>Whether the address belongs to a trusted proxy.</summary>
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

    /// <summary>The address of the last hop that is not a trusted proxy.</summary>
    /// <param name="peer">The TCP peer, as <see cref="Caller.Address"/>.</param>
    /// <param name="forwardedFor">The value of X-Forwarded-For; empty if the field is missing.</param>
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

    /// <summary>An address, optionally with the port that some proxies add: <c>1.2.3.4:5</c>, <c>[::1]:5</c>.</summary>
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
        // The unspecified address does not identify a client.
        return IpAddressText.TryParse(host, out address) && address != 0 && (port.IsEmpty || IsPort(port));
    }

    private static bool IsPort(ReadOnlySpan<byte> text) =>
        text[0] == (byte)':' && Utf8Parser.TryParse(text[1..], out ushort _, out int read) && read == text.Length - 1;
}
