namespace Appliance.Storage;

/// <summary>Storage cannot be opened or read. The message is a sentence that says what to do.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is kept is damaged: to try again would not help.</summary>
    public bool IsCorrupt { get; init; }

    /// <summary>The storage is not what the settings ask for: there is no database where one has to be, or a Redis may
    /// forget.</summary>
    public bool IsConfigurationError { get; init; }
}
