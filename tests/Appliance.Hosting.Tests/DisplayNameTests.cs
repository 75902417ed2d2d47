using Appliance.Hosting.Results;
using Appliance.PolicyModel;

namespace Appliance.Hosting.Tests;

/// <summary>Every value of the policy's enums has its own name.</summary>
public class DisplayNameTests
{
    [Fact]
    public void Every_value_has_its_own_name()
    {
        AssertDistinct(Enum.GetValues<TokenApi>().Select(DisplayNames.Of));
        AssertDistinct(Enum.GetValues<RoomKind>().Select(DisplayNames.Of));
        AssertDistinct(Enum.GetValues<ExcessRule>().Select(DisplayNames.Of));
        AssertDistinct(Enum.GetValues<RuleVerdict>().Select(DisplayNames.Of));
    }

    [Fact]
    public void Every_flag_has_its_own_name()
    {
        AssertDistinct(Enum.GetValues<Grants>()
            .Where(grant => int.PopCount((int)grant) == 1).Select(grant => Assert.Single(DisplayNames.Of(grant))));
        AssertDistinct(Enum.GetValues<CallerValues>()
            .Where(value => int.PopCount((int)value) == 1).Select(value => Assert.Single(DisplayNames.Of(value))));
    }

    private static void AssertDistinct(IEnumerable<string> names)
    {
        string[] all = [.. names];
        Assert.NotEmpty(all);
        Assert.All(all, name => Assert.NotEqual("", name));
        Assert.Equal(all.Distinct(), all);
    }
}
