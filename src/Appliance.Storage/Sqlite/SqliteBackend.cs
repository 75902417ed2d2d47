namespace Appliance.Storage.Sqlite;

/// <summary>Rooms and used tokens in the SQLite database of a data directory.</summary>
public sealed partial class SqliteBackend : StorageBackend
{
    private const string Directory = "data";
    private const string MustExist = "data-must-exist";

    public override string Name => "SQLite";

    public override string Build => "sqlite";

    public override StorageSelector Selector { get; } = new(
        Directory, "data directory", "DIR",
        "Directory for run-time rooms and used tokens; without it they are lost on exit.") { IsDirectory = true };

    public override IReadOnlyList<StorageFlag> Flags { get; } =
        [new(MustExist, "Reject a data directory without a database instead of creating one.")];

    /// <summary>Includes the cache of 8 MiB.</summary>
    public override int MemoryBytesMin => 10 << 20;

    /// <summary>Database files, including temporary ones.</summary>
    public override int DescriptorsMax => 14;
}
