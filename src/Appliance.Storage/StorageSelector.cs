namespace Appliance.Storage;

/// <summary>The setting that selects a backend; its value says where the data is.</summary>
/// <param name="Name">The name of the setting.</param>
/// <param name="Noun">The kind of the value, as in "no data directory is set".</param>
/// <param name="Accepts">The format of the value.</param>
/// <param name="Meaning">One sentence.</param>
public sealed record StorageSelector(string Name, string Noun, string Accepts, string Meaning)
{
    /// <summary>Whether the value is the path of a directory.</summary>
    public bool IsDirectory { get; init; }

    /// <summary>The value without its secret.</summary>
    public Func<string, string> HideSecret { get; init; } = static value => value;
}

/// <summary>A boolean setting of a backend.</summary>
/// <param name="Name">The name of the setting.</param>
/// <param name="Meaning">One sentence.</param>
public sealed record StorageFlag(string Name, string Meaning);
