namespace Appliance.PolicyModel.Tests;

public class DenialNamesTests
{
    [Fact]
    public void Denial_names_are_unique()
    {
        Denial[] denials = Enum.GetValues<Denial>();
        Assert.Equal(denials.Length, denials.Select(DenialNames.Of).Distinct().Count());
        Assert.All(denials, denial => Assert.Matches("^[a-z-]+$", DenialNames.Of(denial)));
    }

    [Fact]
    public void Secret_source_formats_in_policy_notation()
    {
        Assert.Equal("env:KEY", new SecretSource(SecretKind.Environment, "KEY").ToString());
        Assert.Equal("b64:file:/run/key", new SecretSource(SecretKind.File, "/run/key", IsBase64: true).ToString());
        Assert.Equal("cred:key", new SecretSource(SecretKind.Credential, "key").ToString());
    }
}
