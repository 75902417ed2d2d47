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
    private const int PortDefault = 6379;
    private const int DatabaseMax = 1_000_000;

    /// <param name="address"><c>HOST:PORT</c> or <c>redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]</c>.</param>
    /// <param name="password">Used if the address has none, so that it need not stand in the list of processes.
    /// </param>
    /// <exception cref="StorageException">It is neither.</exception>
    public static RedisTarget Parse(string address, string? password)
    {
        string url = address.Contains("://", StringComparison.Ordinal) ? address : $"redis://{address}";
        bool isRead = Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme == "redis"
            && uri.Host.Length > 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
        int database = 0;
        string path = isRead ? uri!.AbsolutePath.Trim('/') : "";
        if (!isRead || (path.Length > 0 && !(int.TryParse(path, out database) && database is >= 0 and <= DatabaseMax)))
        {
            throw new StorageException(
                "the address of Redis cannot be read: give it as HOST:PORT or as "
                + "redis://USER:PASSWORD@HOST:PORT/DATABASE");
        }
        string[] user = uri!.UserInfo.Split(':', 2);
        return new(
            uri.Host.Trim('[', ']'), uri.Port > 0 ? uri.Port : PortDefault, database,
            user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            user.Length == 2 ? Uri.UnescapeDataString(user[1]) : password);
    }
}
