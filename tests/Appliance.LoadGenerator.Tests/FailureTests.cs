namespace Appliance.LoadGenerator.Tests;

public class FailureTests
{
    /// <summary>Counts and names are arrays that are indexed by the value.</summary>
    [Fact]
    public void Every_failure_is_the_index_of_its_own_name()
    {
        Assert.Equal(Enumerable.Range(0, FailureNames.All.Length), Enum.GetValues<Failure>().Select(f => (int)f));
        Assert.Equal(FailureNames.All.Distinct(), FailureNames.All);
    }
}
