namespace Appliance.LoadGenerator;

/// <summary>A closed interval of <see cref="Clock"/>, in nanoseconds: a request or a stall.</summary>
public readonly record struct TimeRange(long FromNs, long ToNs)
{
    public bool Overlaps(TimeRange other) => FromNs <= other.ToNs && other.FromNs <= ToNs;
}
