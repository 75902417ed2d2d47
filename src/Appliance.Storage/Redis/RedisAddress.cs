using System.Globalization;
using System.Net;

namespace Appliance.Storage.Redis;

/// <summary>Address and credentials of a Redis server.</summary>
/// <param name="Host">A DNS name or an IP address.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Database">From 0.</param>
/// <param name="User">Null for the default user.</param>
/// <param name="Password">Null without a password.</param>
internal sealed record RedisTarget(string Host, int Port, int Database, string? User, string? Password)
{
    /// <summary>The arguments of AUTH; empty without user and password.</summary>
    public object[] Credentials =>
        User is not null ? [User, Password ?? ""]
        : Password is not null ? [Password]
        : [];

    /// <summary><c>HOST:PORT</c>, without the password.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}");

    /// <summary>Resolves a host name to its addresses.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolver { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>The current addresses of the host. They are not cached, since a failover changes them.</summary>
    /// <exception cref="Exception">See <see cref="RedisFault.Of"/>.</exception>
    public async Task<IPAddress[]> ResolveAsync(CancellationToken cancellation) =>
        IPAddress.TryParse(Host, out IPAddress? address)
            ? [address] : await Resolver(Host, cancellation).ConfigureAwait(false);
}

/// <summary>Parses a <see cref="RedisTarget"/>.</summary>
internal static class RedisAddress
{
    public const string Forms = "HOST:PORT or redis://USER:PASSWORD@HOST:PORT/DATABASE";

    private const int PortDefault = 6379;
    private const int DatabaseMax = 1_000_000;
    private const string SchemeEnd = "://";
    private const string Scheme = "redis";

    /// <param name="address"><c>HOST:PORT</c> or <c>redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]</c>.</param>
    /// <param name="password">Used if the address has none. It keeps the password out of process listings.</param>
    /// <exception cref="StorageException">The address is malformed or not supported.</exception>
    public static RedisTarget Parse(string address, string? password) =>
        TryParse(address, password, out string? error)
            ?? throw new StorageException($"the address of Redis is not accepted: {error}");

    /// <inheritdoc cref="Parse"/>
    /// <returns>Null, with the error and the accepted forms, if the address is malformed or not supported.</returns>
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

    /// <summary>The error if an address uses a Redis feature that is not supported, otherwise null. It quotes only the
    /// scheme: the rest of the address may contain a password.</summary>
    private static string? Unsupported(string address)
    {
        int schemeEnd = address.IndexOf(SchemeEnd, StringComparison.Ordinal);
        string scheme = schemeEnd < 0 ? Scheme : address[..schemeEnd].ToLowerInvariant();
        string afterUser = address[(address.LastIndexOf('@') + 1)..];
        if (scheme is "rediss" or "valkeys")
            return $"TLS to Redis is not supported. Write {Forms}, and use a tunnel such as stunnel for TLS.";
        if (scheme.Contains("sentinel", StringComparison.Ordinal))
            return $"Redis Sentinel is not supported. Write {Forms}, with a name or an address that follows the "
                + "failover.";
        if (scheme.Contains("cluster", StringComparison.Ordinal))
            return $"Redis Cluster is not supported. Write {Forms} of a server outside a cluster.";
        if (scheme.Contains("unix", StringComparison.Ordinal) || scheme.Contains("socket", StringComparison.Ordinal)
            || address.StartsWith('/') || address.StartsWith("unix:", StringComparison.Ordinal))
            return $"a Unix socket to Redis is not supported. Write {Forms}.";
        if (scheme != Scheme)
            return $"the scheme {scheme} is not supported. Write {Forms}.";
        if (afterUser.Contains(','))
            return $"more than one server is not supported. Write {Forms} once.";
        if (afterUser.Contains('?') || afterUser.Contains('#'))
            return $"options after ? or # are not supported. Write {Forms}.";
        return null;
    }
}
