namespace Appliance.Storage;

/// <summary>Storage cannot be opened or read. The message tells the operator what to do.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The stored data is corrupt; a retry would fail too.</summary>
    public bool IsCorrupt { get; init; }

    /// <summary>The storage does not meet the settings: a required database is missing, or Redis is not durable.
    /// </summary>
    public bool IsConfigurationError { get; init; }
}
