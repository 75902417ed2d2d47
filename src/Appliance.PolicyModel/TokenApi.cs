namespace Appliance.PolicyModel;

/// <summary>The API that issues an app's tokens.</summary>
public enum TokenApi : byte
{
    /// <summary>No HTTP API: tokens come from the command line or from a program that uses the policy.</summary>
    None,
    Hms100,
    EnableX,
    LiveKit,
}
