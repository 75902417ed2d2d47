namespace Appliance.PolicyModel;

/// <summary>How often one client may ask an app for tokens: a bucket for each client address.</summary>
/// <param name="PerSecond">How many requests a second are put back into the bucket.</param>
/// <param name="Burst">How many the bucket holds: that many at once are let through.</param>
public sealed record RateLimit(int PerSecond, int Burst)
{
    public const int PerSecondMax = 10_000;
    public const int BurstMax = 100_000;

    /// <summary>An empty bucket is full again after an hour at the latest.</summary>
    public const int RefillSecondsMax = 3600;
}
