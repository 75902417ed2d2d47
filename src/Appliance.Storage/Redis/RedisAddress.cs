using System.Globalization;
using System.Net;

namespace Appliance.Storage;

/// <summary>Where a Redis is, and as whom to go there.</summary>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Database">From 0.</param>
/// <param name="User">Null for the default user.</param>
/// <param name="Password">Null if there is none.</param>
internal sealed record RedisTarget(string Host, int Port, int Database, string? User, string? Password)
{
    /// <summary>What AUTH is given; empty if nobody said as whom to go there.</summary>
    public object[] Credentials =>
        User is not null ? [User, Password ?? ""]
        : Password is not null ? [Password]
        : [];

    /// <summary><c>HOST:PORT</c>, without the password.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}");

    /// <summary>Finds the addresses of a name.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolver { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>The addresses that the host has now; they are never kept, since a failover changes them.</summary>
    /// <exception cref="Exception">See <see cref="RedisFault.Of"/>.</exception>
    public async Task<IPAddress[]> ResolveAsync(CancellationToken cancellation) =>
        IPAddress.TryParse(Host, out IPAddress? address)
            ? [address] : await Resolver(Host, cancellation).ConfigureAwait(false);
}

/// <summary>Reads a <see cref="RedisTarget"/>.</summary>
internal static class RedisAddress
{
    public const string Forms = "HOST:PORT or redis://USER:PASSWORD@HOST:PORT/DATABASE";

    private const int PortDefault = 6379;
    private const int DatabaseMax = 1_000_000;
    private const string SchemeEnd = "://";
    private const string Scheme = "redis";

    /// <param name="address"><c>HOST:PORT</c> or <c>redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]</c>.</param>
    /// <param name="password">Used if the address has none, so that it need not stand in the list of processes.
    /// </param>
    /// <exception cref="StorageException">It is neither.</exception>
    public static RedisTarget Parse(string address, string? password) =>
        TryParse(address, password, out string? error)
            ?? throw new StorageException($"the address of Redis cannot be read: {error}");

    /// <summary>As <see cref="Parse"/>; null with what is wrong and what to write.</summary>
    public static RedisTarget? TryParse(string address, string? password, out string? error)
    {
        error = Unsupported(address);
        string url = address.Contains(SchemeEnd, StringComparison.Ordinal) ? address : Scheme + SchemeEnd + address;
        if (error is not null)
            return null;
        error = $"write {Forms}.";
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
            return null;
        int database = 0;
        string path = uri.AbsolutePath.Trim('/');
        if (path.Length > 0 && !(int.TryParse(path, out database) && database is >= 0 and <= DatabaseMax))
            return null;
        error = null;
        string[] user = uri.UserInfo.Split(':', 2);
        return new(
            uri.Host.Trim('[', ']'), uri.Port > 0 ? uri.Port : PortDefault, database,
            user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            user.Length == 2 ? Uri.UnescapeDataString(user[1]) : password);
    }

    /// <summary>What clients of Redis know and this one does not; null if there is none of it. Nothing of the address
    /// but its scheme is repeated: the rest may be a password.</summary>
    private static string? Unsupported(string address)
    {
        int schemeEnd = address.IndexOf(SchemeEnd, StringComparison.Ordinal);
        string scheme = schemeEnd < 0 ? Scheme : address[..schemeEnd].ToLowerInvariant();
        string afterUser = address[(address.LastIndexOf('@') + 1)..];
        if (scheme is "rediss" or "valkeys")
            return $"TLS to Redis is not supported. Write {Forms}, and have a tunnel such as stunnel speak TLS.";
        if (scheme.Contains("sentinel", StringComparison.Ordinal))
            return $"Redis Sentinel is not asked for addresses. Write {Forms}, with a name or an address that follows "
                + "the failover.";
        if (scheme.Contains("cluster", StringComparison.Ordinal))
            return $"Redis Cluster is not supported. Write {Forms} of a server that is no part of a cluster.";
        if (scheme.Contains("unix", StringComparison.Ordinal) || scheme.Contains("socket", StringComparison.Ordinal)
            || address.StartsWith('/') || address.StartsWith("unix:", StringComparison.Ordinal))
            return $"Redis is not reached by a Unix socket. Write {Forms}.";
        if (scheme != Scheme)
            return $"the scheme {scheme} is not supported. Write {Forms}.";
        if (afterUser.Contains(','))
            return $"one server is connected to. Write {Forms} once.";
        if (afterUser.Contains('?') || afterUser.Contains('#'))
            return $"no options are taken after ? or #. Write {Forms}.";
        return null;
    }
}
