extern alias generator;

using generator::Appliance.PolicyGenerator.Dialects;
using generator::Appliance.PolicyGenerator.Model;
using TokenApi = generator::Appliance.PolicyModel.TokenApi;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Tables and switches over enums include every value.</summary>
public class EnumTests
{
    [Fact]
    public void Every_API_has_one_row_of_rules() =>
        Assert.Equal(Enum.GetValues<TokenApi>(), ApiRules.All.Select(rules => rules.Api).Order());

    [Fact]
    public void Every_source_of_a_claim_has_a_scope_and_every_scope_a_rank()
    {
        Placeholder[] values = [.. Enum.GetValues<ClaimSource>().Select(source => new Placeholder(source))];
        Assert.Equal(Enum.GetValues<ValueScope>(), values.Select(value => value.Scope).Distinct().Order());
        Assert.Equal([0, 1, 2], values.Select(value => value.ScopeRank).Distinct().Order());
    }
}
