namespace Appliance.Storage;

/// <summary>The values of storage settings by name. Immutable.</summary>
public sealed class StorageValues
{
    public static readonly StorageValues Empty = new([]);

    private const string True = "true";

    private readonly (string Name, string Value)[] _values;

    private StorageValues((string, string)[] values) => _values = values;

    /// <summary>Null if the setting has no value.</summary>
    public string? this[string name] => Array.Find(_values, pair => pair.Name == name).Value;

    public bool IsTrue(string name) => this[name] is not null;

    /// <summary>These values with another value of one setting; null removes it.</summary>
    public StorageValues With(string name, string? value)
    {
        (string, string)[] others = Array.FindAll(_values, pair => pair.Name != name);
        return new(value is null ? others : [.. others, (name, value)]);
    }

    /// <inheritdoc cref="With(string, string)"/>
    public StorageValues With(string name, bool value) => With(name, value ? True : null);
}

/// <summary>How to open storage.</summary>
public sealed record StorageOpening
{
    public required StorageValues Values { get; init; }

    /// <summary>Unix seconds. A new or reset ledger starts in the following second, unless storage has its own clock.
    /// </summary>
    public required long NowSeconds { get; init; }

    /// <summary>Writes a sentence to the log, called on any thread.</summary>
    public required Action<string> Report { get; init; }

    /// <summary>Capacity of a ledger in memory.</summary>
    public required int LedgerEntriesMax { get; init; }
}
