namespace Appliance.PolicyModel;

/// <summary>The rate limit of an app: a token bucket for each client address.</summary>
/// <param name="PerSecond">The refill rate in requests per second.</param>
/// <param name="Burst">The capacity of the bucket: the requests allowed at once.</param>
public sealed record RateLimit(int PerSecond, int Burst)
{
    public const int PerSecondMax = 10_000;
    public const int BurstMax = 100_000;

    /// <summary>An empty bucket is full again within an hour.</summary>
    public const int RefillSecondsMax = 3600;
}
