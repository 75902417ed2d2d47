namespace Appliance.LoadGenerator.Tests;

public class FailureTests
{
    [Fact]
    public void Failure_names_are_in_the_order_of_the_failures() => Assert.Equal(
        Enum.GetNames<Failure>().Select(name => char.ToLowerInvariant(name[0]) + name[1..]), FailureNames.All);

    [Fact]
    public void Failures_index_the_counts() => Assert.Equal(
        Enumerable.Range(0, FailureNames.All.Length), Enum.GetValues<Failure>().Select(failure => (int)failure));
}
