namespace Appliance.Storage;

/// <summary>Storage cannot be opened or read. The message is a sentence that says what to do.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);
