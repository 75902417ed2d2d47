using Appliance.Linux;
using Appliance.Listening.Linux;
using Appliance.TestKit;

namespace Appliance.Listening.Tests;

/// <summary>Rented buffers never overlap, never exceed the budget, and only a few returned ones stay pooled.</summary>
[Collection(nameof(Alone))]
public class BufferPoolTests
{
    private const int BytesMax = 1 << 20;
    private const int LargestBytes = 300_000;

    /// <summary>A positive number rents that many bytes; 0 returns the oldest buffer.</summary>
    private static readonly Gen<int> Step = Gen.OneOf(
        Gen.Const(0), Gen.Int[1, BufferPool.PartBytes], Gen.Int[1, 10_000], Gen.Int[1, LargestBytes]);

    [RequiresFact(Needs.Linux)]
    public void Rented_buffers_keep_their_content_while_others_are_rented_and_returned() =>
        Step.List[1, 400].Sample(steps =>
        {
            using BufferPool pool = new(new BufferBudget(BytesMax));
            Queue<(NativeBuffer Buffer, byte Mark)> rented = [];
            foreach ((int index, int bytes) in steps.Index())
            {
                if (bytes == 0)
                {
                    if (rented.TryDequeue(out (NativeBuffer Buffer, byte Mark) oldest))
                        ReturnIntact(pool, oldest.Buffer, oldest.Mark);
                    continue;
                }
                NativeBuffer buffer = pool.TryRent(bytes, BufferUse.Request);
                if (buffer.IsNone)
                    continue;
                Assert.InRange(buffer.Length, bytes, Math.Max(2 * bytes, Pages.PageBytes));
                buffer.Span.Fill((byte)index);
                rented.Enqueue((buffer, (byte)index));
            }
            while (rented.TryDequeue(out (NativeBuffer Buffer, byte Mark) left))
                ReturnIntact(pool, left.Buffer, left.Mark);
        });

    [RequiresTheory(Needs.Linux)]
    [InlineData(1, 64)]
    [InlineData(4096, 4096)]
    [InlineData(60_000, 8192)]
    public void Returned_buffers_can_be_rented_by_another_pool_to_the_last_byte(int bytes, int otherBytes)
    {
        BufferBudget budget = new(BytesMax);
        using BufferPool pool = new(budget);
        using BufferPool other = new(budget);
        List<NativeBuffer> all = RentAll(other, otherBytes);
        Assert.True(pool.TryRent(otherBytes, BufferUse.Request).IsNone);
        all.ForEach(other.Return);
        for (int round = 0; round < 3; round++)
        {
            List<NativeBuffer> rented = RentAll(pool, bytes);
            Assert.NotEmpty(rented);
            rented.ForEach(pool.Return);
        }
        List<NativeBuffer> again = RentAll(other, otherBytes);
        Assert.Equal(all.Count, again.Count);
        again.ForEach(other.Return);
    }

    [RequiresFact(Needs.Linux)]
    public void After_a_peak_few_buffers_stay_pooled_and_the_rest_is_unmapped()
    {
        const int RushBytes = 64 << 20;
        using BufferPool pool = new(new BufferBudget(2 * RushBytes));
        long before = ResidentBytes();
        List<NativeBuffer> rented = [];
        for (int bytes = 0; bytes < RushBytes; bytes += rented[^1].Length)
        {
            rented.Add(pool.TryRent(60_000, BufferUse.Request));
            rented[^1].Span.Fill(1);
        }
        Assert.InRange(ResidentBytes() - before, RushBytes / 2, long.MaxValue);
        rented.ForEach(pool.Return);
        Assert.InRange(ResidentBytes() - before, long.MinValue, RushBytes / 4);
        Assert.InRange(pool.PooledBytes, 1, 1 << 18);
    }

    [RequiresFact(Needs.Linux)]
    public void Page_split_into_parts_can_be_rented_whole_after_all_parts_are_returned()
    {
        BufferBudget budget = new(Pages.PageBytes);
        using BufferPool pool = new(budget);
        List<NativeBuffer> parts = RentAll(pool, BufferPool.PartBytes);
        Assert.Equal(Pages.PageBytes / BufferPool.PartBytes - 1, parts.Count);
        Assert.True(pool.TryRent(Pages.PageBytes, BufferUse.Request).IsNone);
        parts.ForEach(pool.Return);
        NativeBuffer page = pool.TryRent(Pages.PageBytes, BufferUse.Request);
        Assert.False(page.IsNone);
        pool.Return(page);
    }

    private static void ReturnIntact(BufferPool pool, NativeBuffer buffer, byte mark)
    {
        Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(mark));
        pool.Return(buffer);
    }

    private static List<NativeBuffer> RentAll(BufferPool pool, int bytes)
    {
        List<NativeBuffer> rented = [];
        while (pool.TryRent(bytes, BufferUse.Request) is { IsNone: false } buffer)
            rented.Add(buffer);
        return rented;
    }

    /// <summary>Resident memory of this process in bytes (proc_pid_statm(5)).</summary>
    private static long ResidentBytes() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1]) * Pages.PageBytes;
}
