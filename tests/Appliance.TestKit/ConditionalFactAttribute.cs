using Xunit;

namespace Appliance.TestKit;

/// <summary>
/// A test that needs something of the machine. Where it is missing the test is skipped, and since the runner prints
/// the names of skipped tests but not their reasons, the reason becomes part of the name.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class ConditionalFactAttribute : FactAttribute
{
    /// <param name="missing">What is missing, as in "needs gcc"; null if nothing is.</param>
    /// <param name="test">The test's name.</param>
    protected ConditionalFactAttribute(string? missing, string test)
    {
        if (missing is null)
            return;
        Skip = missing;
        DisplayName = $"{test}: {missing}";
    }
}

/// <summary>The same for a test with rows; none of them is read where something is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class ConditionalTheoryAttribute : TheoryAttribute
{
    /// <param name="missing">What is missing, as in "needs gcc"; null if nothing is.</param>
    /// <param name="test">The test's name.</param>
    protected ConditionalTheoryAttribute(string? missing, string test)
    {
        if (missing is null)
            return;
        Skip = missing;
        DisplayName = $"{test}: {missing}";
    }
}
