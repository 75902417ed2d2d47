namespace Appliance.Endpoints.Tests;

/// <summary>What code allocates, once everything is warm.</summary>
internal static class Allocations
{
    private const int Rounds = 3;

    /// <summary>Bytes allocated by running it a thousand times, in the round with the fewest: what the runtime does
    /// late, or a collection that others need, falls into one of them.</summary>
    public static long Of(Action run)
    {
        long least = long.MaxValue;
        for (int round = 0; round <= Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
                run();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            least = round == 0 ? least : Math.Min(least, allocated);
        }
        return least;
    }
}
