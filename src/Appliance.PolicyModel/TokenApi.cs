namespace Appliance.PolicyModel;

/// <summary>Which API serves an app's tokens.</summary>
public enum TokenApi : byte
{
    /// <summary>None: tokens come from the command line, or from code that holds the policy.</summary>
    None,
    Hms100,
    EnableX,
    LiveKit,
}
