namespace Appliance.Storage;

/// <summary>
/// What a Redis says about itself that decides what it can lose. A fact is null where Redis does not tell it: the user
/// may not ask, or the server does not know the field.
/// </summary>
internal sealed record RedisServerFacts
{
    /// <summary>Nothing was told.</summary>
    public static readonly RedisServerFacts Unknown = new();

    /// <summary>Random at each start of the server process, up to 64 letters and digits.</summary>
    public string? RunId { get; init; }

    public string? Version { get; init; }

    /// <summary><c>master</c> or <c>slave</c>.</summary>
    public string? Role { get; init; }

    /// <summary>Whether there is an append-only file (<c>appendonly</c>).</summary>
    public bool? AofEnabled { get; init; }

    /// <summary><c>always</c>, <c>everysec</c> or <c>no</c>.</summary>
    public string? AppendFsync { get; init; }

    /// <summary>Whether <see cref="AppendFsync"/> is suspended while a snapshot or a new append-only file is written.
    /// </summary>
    public bool? NoAppendFsyncOnRewrite { get; init; }

    /// <summary>Bytes; 0 is no limit.</summary>
    public long? MaxMemory { get; init; }

    public string? MaxMemoryPolicy { get; init; }

    public bool IsReplica => Role == "slave";

    /// <summary>These, and where one is null the other's.</summary>
    public RedisServerFacts Or(RedisServerFacts other) => new()
    {
        RunId = RunId ?? other.RunId,
        Version = Version ?? other.Version,
        Role = Role ?? other.Role,
        AofEnabled = AofEnabled ?? other.AofEnabled,
        AppendFsync = AppendFsync ?? other.AppendFsync,
        NoAppendFsyncOnRewrite = NoAppendFsyncOnRewrite ?? other.NoAppendFsyncOnRewrite,
        MaxMemory = MaxMemory ?? other.MaxMemory,
        MaxMemoryPolicy = MaxMemoryPolicy ?? other.MaxMemoryPolicy,
    };
}
