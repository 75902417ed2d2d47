namespace Appliance.PolicyModel.Tests;

/// <summary>Tables and descriptions of enums include every value once.</summary>
public class PolicyVocabularyTests
{
    [Fact]
    public void Every_API_has_one_keyword() => AssertComplete(PolicyVocabulary.Apis, Enum.GetValues<TokenApi>());

    [Fact]
    public void Every_kind_of_room_has_one_keyword() =>
        AssertComplete(PolicyVocabulary.RoomKinds, Enum.GetValues<RoomKind>());

    [Fact]
    public void Every_rule_for_excess_has_one_keyword() =>
        AssertComplete(PolicyVocabulary.ExcessRules, Enum.GetValues<ExcessRule>());

    [Fact]
    public void Every_grant_has_one_keyword() => AssertComplete(
        PolicyVocabulary.Grants, [.. Enum.GetValues<Grants>().Where(grant => grant != Grants.None)]);

    [Fact]
    public void Names_of_a_set_of_grants_are_those_of_its_members()
    {
        Assert.Equal(PolicyVocabulary.Grants, PolicyVocabulary.NamesOf((Grants)0x7F));
        Assert.Equal(["subscribe", "end"], PolicyVocabulary.NamesOf(Grants.End | Grants.Subscribe));
        Assert.Empty(PolicyVocabulary.NamesOf(Grants.None));
    }

    [Fact]
    public void Every_denial_is_in_the_rule_list() => Assert.Equal(
        Enum.GetValues<Denial>().Where(denial => denial != Denial.None), RuleList.InOrder);

    [Fact]
    public void Every_source_of_a_lifetime_has_its_own_description() => Assert.Equal(
        Enum.GetValues<LifetimeSource>().Length,
        Enum.GetValues<LifetimeSource>().Select(LifetimeSources.Describe).Distinct().Count());

    [Fact]
    public void Every_kind_of_secret_has_its_own_prefix() => Assert.Equal(
        ["env:x", "file:x", "cred:x"],
        Enum.GetValues<SecretKind>().Select(kind => new SecretSource(kind, "x").ToString()));

    private static void AssertComplete<T>(Keywords<T> keywords, T[] values) where T : struct, Enum
    {
        Assert.Equal(values, keywords.Values);
        Assert.Equal(keywords.Count, keywords.Distinct().Count());
        Assert.All(values, value => Assert.Equal(value, keywords.Find(keywords.Of(value))));
        Assert.Null(keywords.Find("unknown"));
        Assert.Throws<ArgumentOutOfRangeException>(() => keywords.Of((T)Enum.ToObject(typeof(T), 255)));
    }
}
