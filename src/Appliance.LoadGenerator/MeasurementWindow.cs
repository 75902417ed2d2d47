namespace Appliance.LoadGenerator;

/// <summary>The times of a run, in nanoseconds of <see cref="Clock"/>.</summary>
/// <param name="BeginNs">The start of the warm-up.</param>
/// <param name="StartNs">The start of the measurement.</param>
/// <param name="EndNs">The end of the measurement.</param>
public readonly record struct MeasurementWindow(long BeginNs, long StartNs, long EndNs)
{
    public static MeasurementWindow AfterWarmUp(int warmUpSeconds, int seconds)
    {
        long beginNs = Clock.NowNs;
        long startNs = beginNs + warmUpSeconds * Clock.NsPerSecond;
        return new(beginNs, startNs, startNs + seconds * Clock.NsPerSecond);
    }

    public bool Contains(long atNs) => atNs >= StartNs && atNs < EndNs;
}
