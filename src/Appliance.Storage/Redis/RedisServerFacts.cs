namespace Appliance.Storage.Redis;

/// <summary>
/// Facts about a Redis server that decide its durability. A fact is null if the user may not read it or the server does
/// not have the field.
/// </summary>
internal sealed record RedisServerFacts
{
    public static readonly RedisServerFacts Unknown = new();

    /// <summary>A new random identifier for each server process, up to 64 letters and digits.</summary>
    public string? RunId { get; init; }

    public string? Version { get; init; }

    /// <summary><c>master</c> or <c>slave</c>.</summary>
    public string? Role { get; init; }

    /// <summary>Whether the append-only file is enabled (<c>appendonly</c>).</summary>
    public bool? AofEnabled { get; init; }

    /// <summary><c>always</c>, <c>everysec</c> or <c>no</c>.</summary>
    public string? AppendFsync { get; init; }

    /// <summary>Whether <see cref="AppendFsync"/> is suspended while a snapshot or a new append-only file is written.
    /// </summary>
    public bool? NoAppendFsyncOnRewrite { get; init; }

    /// <summary>Bytes; 0 means no limit.</summary>
    public long? MaxMemory { get; init; }

    public string? MaxMemoryPolicy { get; init; }

    public bool IsReplica => Role == "slave";

    /// <summary>These facts, with nulls filled from the other.</summary>
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
