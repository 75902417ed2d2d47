namespace Appliance.PolicyModel.Tests;

public class DenialNamesTests
{
    [Fact]
    public void Every_denial_has_a_name_of_its_own()
    {
        Denial[] denials = Enum.GetValues<Denial>();
        Assert.Equal(denials.Length, denials.Select(DenialNames.Of).Distinct().Count());
        Assert.All(denials, denial => Assert.Matches("^[a-z-]+$", DenialNames.Of(denial)));
    }

    [Fact]
    public void A_secret_source_reads_as_the_policy_writes_it()
    {
        Assert.Equal("env:KEY", new SecretSource(SecretKind.Environment, "KEY").ToString());
        Assert.Equal("b64:file:/run/key", new SecretSource(SecretKind.File, "/run/key", IsBase64: true).ToString());
        Assert.Equal("cred:key", new SecretSource(SecretKind.Credential, "key").ToString());
    }
}
