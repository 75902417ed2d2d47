using Appliance.Storage;

namespace Appliance;

/// <summary>What the process ends with (sysexits.h).</summary>
internal enum ExitCode
{
    Ok = 0,
    /// <summary>The command line is wrong.</summary>
    Usage = 64,
    /// <summary>The token given is not valid, or what is kept is damaged.</summary>
    BadData = 65,
    /// <summary>An address is taken, or another service is missing.</summary>
    Unavailable = 69,
    /// <summary>A mistake of ours.</summary>
    Internal = 70,
    /// <summary>A result could not be written.</summary>
    OutputFailed = 74,
    /// <summary>The policy refuses what was asked for.</summary>
    Denied = 77,
    /// <summary>A secret, a setting or the data directory that a setting asks for is missing or unusable.</summary>
    BadConfiguration = 78,
}

internal static class ExitCodes
{
    public static ExitCode Of(StorageException e) =>
        e.IsCorrupt ? ExitCode.BadData
        : e.IsConfigurationError ? ExitCode.BadConfiguration
        : ExitCode.Unavailable;
}
