namespace Appliance.Storage;

/// <summary>Storage cannot be opened or read. The message is a sentence that says what to do.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is kept is damaged: to try again would not help.</summary>
    public bool IsDamage { get; init; }

    /// <summary>The storage is there, but does not have the settings that are asked for.</summary>
    public bool IsConfiguration { get; init; }

    /// <summary>There is no database where one has to be.</summary>
    public bool IsMissing { get; init; }
}
