using Appliance.Listening.Linux;

namespace Appliance.Listening.Tests;

public class BufferBudgetTests
{
    private const int BytesMax = 1 << 20;

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
}
