namespace Appliance.Storage.Redis;

/// <summary>Rooms and used tokens in a Redis that several appliances share.</summary>
public sealed partial class RedisBackend : StorageBackend
{
    private const string Address = "redis";
    private const string Strict = "redis-strict";
    private const string Hidden = "***";

    public override string Name => "Redis";

    public override string Build => "all";

    public override StorageSelector Selector { get; } = new(
        Address, "Redis server", "HOST:PORT or redis://USER:PASSWORD@HOST:PORT/DATABASE",
        "A Redis server that stores run-time rooms and used tokens for several appliances.")
    {
        HideSecret = HideUser,
    };

    public override IReadOnlyList<StorageFlag> Flags { get; } =
        [new(Strict, "Reject a Redis that may lose used tokens, or whose settings cannot be checked.")];

    /// <summary>Requests that wait for Redis, one per connection.</summary>
    public override int MemoryBytesMin => 8 << 20;

    /// <summary>Connections, including those being replaced.</summary>
    public override int DescriptorsMax => 8;

    public override bool IsShared => true;

    /// <summary>An address without user and password.</summary>
    private static string HideUser(string address)
    {
        int at = address.LastIndexOf('@');
        int scheme = address.IndexOf("://", StringComparison.Ordinal);
        int user = scheme < 0 ? 0 : scheme + "://".Length;
        return at < user ? address : address[..user] + Hidden + address[at..];
    }
}
