using Appliance.Listening.Linux;

namespace Appliance.Listening.Tests;

public class BufferBudgetTests
{
    private const int BytesMax = 1 << 20;
    private const int RushBytes = 4 << 20;

    [Fact]
    public void Whatever_is_taken_and_returned_the_bound_holds_and_the_last_quarter_is_for_small_buffers() =>
        Gen.Int[1, 100_000].List[1, 200].Sample(sizes =>
        {
            BufferBudget budget = new(BytesMax);
            List<int> taken = [];
            foreach (int bytes in sizes)
            {
                int bound = bytes <= 4096 ? BytesMax : BytesMax / 4 * 3;
                bool fits = taken.Sum() + bytes <= bound;
                Assert.Equal(fits, budget.TryTake(bytes));
                if (fits)
                {
                    taken.Add(bytes);
                }
                else if (taken.Count > 0)
                {
                    budget.Return(taken[0]);
                    taken.RemoveAt(0);
                }
            }
        });

    /// <summary>Or a thread that sleeps would keep what a rush has left behind.</summary>
    [Fact]
    public void A_thread_that_has_nothing_to_do_wakes_to_collect_what_was_dropped()
    {
        BufferBudget budget = new(BytesMax);
        Assert.Equal(-1, budget.WaitMilliseconds(10_000));

        budget.Drop(RushBytes);
        Assert.Equal(0, budget.WaitMilliseconds(10_000));
        budget.Collect(10_000);
        Assert.Equal(-1, budget.WaitMilliseconds(10_000));

        budget.Drop(RushBytes);
        Assert.Equal(600, budget.WaitMilliseconds(10_400));
        budget.Collect(10_400);
        Assert.Equal(600, budget.WaitMilliseconds(10_400));
        budget.Collect(11_000);
        Assert.Equal(-1, budget.WaitMilliseconds(11_000));
    }

    [Fact]
    public void While_as_much_is_in_use_a_collection_would_find_little()
    {
        BufferBudget budget = new(2 * RushBytes);
        Assert.True(budget.TryTake(RushBytes + 1));
        budget.Drop(RushBytes);
        Assert.Equal(-1, budget.WaitMilliseconds(10_000));
        budget.Return(RushBytes + 1);
        Assert.Equal(0, budget.WaitMilliseconds(10_000));
    }
}
