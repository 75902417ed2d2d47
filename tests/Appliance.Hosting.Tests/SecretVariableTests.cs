using System.Text;
using Appliance.Hosting.Secrets;
using Appliance.PolicyModel;

namespace Appliance.Hosting.Tests;

/// <summary>Secrets in variables, and in credentials that replace them.</summary>
public sealed class SecretVariableTests : IDisposable
{
    private const string Name = "SECRET_VARIABLE_TESTS";
    private const string Directory = "CREDENTIALS_DIRECTORY";

    private static readonly SecretSource Source = new(SecretKind.Environment, Name);

    private readonly SecretFolder _secrets = new();

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Name, null);
        Environment.SetEnvironmentVariable(Directory, null);
        _secrets.Dispose();
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void One_trailing_line_end_is_removed_with_a_warning(string lineEnd)
    {
        Environment.SetEnvironmentVariable(Name, SecretFolder.Good + lineEnd);
        Assert.Equal(["secret-line-end"], SecretFolder.Read(Source).Events);
        Assert.Equal(SecretFolder.Good, Value(Source));
    }

    [Fact]
    public void Second_trailing_line_end_is_part_of_the_key_and_warns()
    {
        Environment.SetEnvironmentVariable(Name, SecretFolder.Good + "\n\n");
        Assert.Equal(["secret-line-end", "secret-suspicious"], SecretFolder.Read(Source).Events);
        Assert.Equal(SecretFolder.Good + "\n", Value(Source));
    }

    [Fact]
    public void Line_end_after_base64_is_ignored_without_warning()
    {
        string text = Convert.ToBase64String(Encoding.ASCII.GetBytes(SecretFolder.Good));
        Environment.SetEnvironmentVariable(Name, text + "\n");
        SecretSource decoded = new(SecretKind.Environment, Name, IsBase64: true);
        Assert.True(SecretFolder.Read(decoded).IsQuiet);
        Assert.Equal(SecretFolder.Good, Value(decoded));
    }

    [Fact]
    public void Variable_with_only_a_line_end_is_unset()
    {
        Environment.SetEnvironmentVariable(Name, "\n");
        Assert.Contains(" is not set. ", Assert.Single(SecretFolder.Read(Source).Errors));
    }

    [Fact]
    public void Byte_order_mark_is_rejected()
    {
        Environment.SetEnvironmentVariable(Name, "\uFEFF" + SecretFolder.Good);
        Assert.Contains("begins with a byte order mark", Assert.Single(SecretFolder.Read(Source).Errors));
    }

    [Fact]
    public void Suspicious_value_warns()
    {
        Environment.SetEnvironmentVariable(Name, $"\"{SecretFolder.Good}\"");
        Assert.Equal(["secret-suspicious"], SecretFolder.Read(Source).Events);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Credential_of_the_same_name_replaces_an_unset_variable(string? variable)
    {
        Environment.SetEnvironmentVariable(Name, variable);
        Environment.SetEnvironmentVariable(Directory, _secrets.Folder);
        Assert.Contains(" is not set. ", Assert.Single(SecretFolder.Read(Source).Errors));
        _secrets.Put(Name, SecretFolder.Good + "\n");
        Assert.True(SecretFolder.Read(Source).IsQuiet);
        Assert.Equal(SecretFolder.Good, Value(Source));
        Assert.Equal(SecretKind.Credential, SecretReader.KindOf(Source));
    }

    [Fact]
    public void Set_variable_takes_precedence_over_the_credential()
    {
        _secrets.Put(Name, SecretFolder.Good);
        Environment.SetEnvironmentVariable(Directory, _secrets.Folder);
        Environment.SetEnvironmentVariable(Name, SecretFolder.Good + "-of-the-variable");
        Assert.Equal(SecretFolder.Good + "-of-the-variable", Value(Source));
        Assert.Equal(SecretKind.Environment, SecretReader.KindOf(Source));
    }

    private static string Value(SecretSource source) =>
        Encoding.UTF8.GetString(SecretReader.Read(source, (_, _) => { }, out _)!);
}
