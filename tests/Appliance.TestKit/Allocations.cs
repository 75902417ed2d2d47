namespace Appliance.TestKit;

/// <summary>Measures the allocations of warmed-up code.</summary>
public static class Allocations
{
    private const int Rounds = 3;

    /// <summary>Bytes allocated by a thousand runs, in the round with the fewest: late work of the runtime, or a
    /// collection for other threads, affects only some rounds.</summary>
    public static long Of(Action run)
    {
        long fewest = long.MaxValue;
        for (int round = 0; round <= Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
                run();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            fewest = round == 0 ? fewest : Math.Min(fewest, allocated);
        }
        return fewest;
    }
}
