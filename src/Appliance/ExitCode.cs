using Appliance.Storage;

namespace Appliance;

/// <summary>Exit codes of the process (sysexits.h).</summary>
internal enum ExitCode
{
    Ok = 0,
    /// <summary>The command line is wrong.</summary>
    Usage = 64,
    /// <summary>The token is invalid, or the data directory is damaged.</summary>
    BadData = 65,
    /// <summary>An address is in use, or another service is unavailable or not ready.</summary>
    Unavailable = 69,
    /// <summary>An internal error.</summary>
    Internal = 70,
    /// <summary>The result could not be written.</summary>
    OutputFailed = 74,
    /// <summary>The policy denies the request.</summary>
    Denied = 77,
    /// <summary>A secret, a setting or the data directory is missing or unusable.</summary>
    BadConfiguration = 78,
}

internal static class ExitCodes
{
    public static ExitCode Of(StorageException e) =>
        e.IsCorrupt ? ExitCode.BadData
        : e.IsConfigurationError ? ExitCode.BadConfiguration
        : ExitCode.Unavailable;
}
