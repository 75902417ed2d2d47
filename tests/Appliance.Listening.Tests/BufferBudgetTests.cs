using Appliance.Listening.Linux;

namespace Appliance.Listening.Tests;

public class BufferBudgetTests
{
    private const int BytesMax = 1 << 20;

    [Fact]
    public void Buffer_budget_bounds_hold_and_the_last_quarter_is_not_for_large_requests() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Enum<BufferUse>()).List[1, 200].Sample(steps =>
        {
            BufferBudget budget = new(BytesMax);
            List<int> taken = [];
            foreach ((int bytes, BufferUse use) in steps)
            {
                int bound = bytes <= 4096 ? BytesMax : BytesMax / 8 * (use == BufferUse.Response ? 7 : 6);
                Assert.Equal(Math.Max(0, BytesMax / 4 * 3 - taken.Sum()), budget.FreeBytes);
                bool fits = taken.Sum() + bytes <= bound;
                Assert.Equal(fits, budget.TryTake(bytes, use));
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
