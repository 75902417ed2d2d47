using System.Text;
using Appliance.PolicyModel;
using Appliance.Secrets;

namespace Appliance.Tests;

/// <summary>Secrets in variables, and in credentials that take their place.</summary>
public sealed class SecretVariableTests : IDisposable
{
    private const string Name = "SECRET_VARIABLE_TESTS";
    private const string Directory = "CREDENTIALS_DIRECTORY";

    private static readonly SecretSource Source = new(SecretKind.Environment, Name);

    private readonly ReadSecrets _secrets = new();

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Name, null);
        Environment.SetEnvironmentVariable(Directory, null);
        _secrets.Dispose();
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void One_line_end_is_dropped_and_said(string lineEnd)
    {
        Environment.SetEnvironmentVariable(Name, ReadSecrets.Good + lineEnd);
        Assert.Equal(["secret-line-end"], ReadSecrets.Read(Source).Events);
        Assert.Equal(ReadSecrets.Good, Value(Source));
    }

    [Fact]
    public void A_second_line_end_is_part_of_the_key_and_warned_of()
    {
        Environment.SetEnvironmentVariable(Name, ReadSecrets.Good + "\n\n");
        Assert.Equal(["secret-line-end", "secret-suspicious"], ReadSecrets.Read(Source).Events);
        Assert.Equal(ReadSecrets.Good + "\n", Value(Source));
    }

    [Fact]
    public void A_line_end_after_base64_changes_no_key_and_nothing_is_said()
    {
        string text = Convert.ToBase64String(Encoding.ASCII.GetBytes(ReadSecrets.Good));
        Environment.SetEnvironmentVariable(Name, text + "\n");
        SecretSource decoded = new(SecretKind.Environment, Name, IsBase64: true);
        Assert.True(ReadSecrets.Read(decoded).IsQuiet);
        Assert.Equal(ReadSecrets.Good, Value(decoded));
    }

    [Fact]
    public void Nothing_but_a_line_end_is_not_set()
    {
        Environment.SetEnvironmentVariable(Name, "\n");
        Assert.Contains(" is not set. ", Assert.Single(ReadSecrets.Read(Source).Errors));
    }

    [Fact]
    public void A_byte_order_mark_is_refused()
    {
        Environment.SetEnvironmentVariable(Name, "\uFEFF" + ReadSecrets.Good);
        Assert.Contains("begins with a byte order mark", Assert.Single(ReadSecrets.Read(Source).Errors));
    }

    [Fact]
    public void A_doubtful_value_is_warned_of()
    {
        Environment.SetEnvironmentVariable(Name, $"\"{ReadSecrets.Good}\"");
        Assert.Equal(["secret-suspicious"], ReadSecrets.Read(Source).Events);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_credential_of_the_same_name_takes_the_place_of_a_variable_that_is_not_set(string? variable)
    {
        Environment.SetEnvironmentVariable(Name, variable);
        Environment.SetEnvironmentVariable(Directory, _secrets.Folder);
        Assert.Contains(" is not set. ", Assert.Single(ReadSecrets.Read(Source).Errors));
        _secrets.Put(Name, ReadSecrets.Good + "\n");
        Assert.True(ReadSecrets.Read(Source).IsQuiet);
        Assert.Equal(ReadSecrets.Good, Value(Source));
        Assert.Equal(SecretKind.Credential, SecretReader.KindOf(Source));
    }

    [Fact]
    public void A_variable_that_is_set_comes_before_the_credential()
    {
        _secrets.Put(Name, ReadSecrets.Good);
        Environment.SetEnvironmentVariable(Directory, _secrets.Folder);
        Environment.SetEnvironmentVariable(Name, ReadSecrets.Good + "-of-the-variable");
        Assert.Equal(ReadSecrets.Good + "-of-the-variable", Value(Source));
        Assert.Equal(SecretKind.Environment, SecretReader.KindOf(Source));
    }

    private static string Value(SecretSource source) =>
        Encoding.UTF8.GetString(SecretReader.Read(source, (_, _) => { }, out _)!);
}
