using Appliance.Commands;

namespace Appliance.Tests;

/// <summary>The address that <c>health</c> asks, from its argument or the variables of <c>serve</c>.</summary>
public class HealthTargetTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8081", "127.0.0.1:8081", "127.0.0.1:8081", "/readyz")]
    [InlineData("http://[::1]:8081/", "[::1]:8081", "[::1]:8081", "/readyz")]
    [InlineData("http://127.0.0.1:8081/readyz", "127.0.0.1:8081", "127.0.0.1:8081", "/readyz")]
    [InlineData("http://127.0.0.1/behind", "127.0.0.1:80", "127.0.0.1", "/behind/readyz")]
    [InlineData("localhost:8081", "127.0.0.1:8081", "127.0.0.1:8081", "/readyz")]
    [InlineData("unix:/run/appliance.sock", "unix:/run/appliance.sock", "localhost", "/readyz")]
    public void Argument_is_a_url_or_an_address(string argument, string address, string authority, string path)
    {
        HealthTarget target = Find(argument)!;
        Assert.Equal((address, authority, path), (target.Address.ToString(), target.Authority, target.Path));
    }

    [Theory]
    [InlineData("https://127.0.0.1:8443")]
    [InlineData(":8080")]
    [InlineData("http://appliance.example:8080")]
    [InlineData("unix:")]
    public void Argument_of_another_form_is_wrong_usage(string argument)
    {
        Assert.Null(HealthTarget.Find(argument, _ => null, out ExitCode code, out string error));
        Assert.Equal(ExitCode.Usage, code);
        Assert.NotEqual("", error);
    }

    [Theory]
    [InlineData("", "", "127.0.0.1:8080")]
    [InlineData("0.0.0.0:9000", "", "127.0.0.1:9000")]
    [InlineData("[::]:9000", "", "[::1]:9000")]
    [InlineData("unix:/run/a.sock,127.0.0.1:1", "", "unix:/run/a.sock")]
    [InlineData("127.0.0.1:0, 127.0.0.1:9000", "", "127.0.0.1:9000")]
    [InlineData("0.0.0.0:8080", "0.0.0.0:8081", "127.0.0.1:8081")]
    public void Variables_give_the_admin_address_or_else_the_ordinary_one(string listen, string admin, string expected)
    {
        string? Variable(string name) => name switch
        {
            "APPLIANCE_LISTEN" => listen,
            "APPLIANCE_ADMIN_LISTEN" => admin,
            _ => null,
        };
        Assert.Equal(expected, HealthTarget.Find(null, Variable, out _, out _)!.Address.ToString());
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("127.0.0.1:0")]
    public void Variables_without_a_known_address_are_bad_configuration(string listen)
    {
        Assert.Null(HealthTarget.Find(
            null, name => name == "APPLIANCE_LISTEN" ? listen : null, out ExitCode code, out string error));
        Assert.Equal(ExitCode.BadConfiguration, code);
        Assert.NotEqual("", error);
    }

    [Theory]
    [InlineData("""{"status":"not-ready","reasons":["storage-unavailable","draining"]}""",
        "not ready: storage-unavailable, draining")]
    [InlineData("""{"reasons":[],"others":["a"]}""", "not ready")]
    [InlineData("""{"status":"storage-unavailable"}""", "not ready")]
    [InlineData("Service Unavailable", "not ready")]
    [InlineData("{\"reasons\":[\"\u202e\"]}", "not ready: \\u202e")]
    public void Reasons_are_read_from_the_body(string body, string expected) =>
        Assert.Equal(expected, HealthCommand.Describe(System.Text.Encoding.UTF8.GetBytes(body)));

    private static HealthTarget? Find(string argument) => HealthTarget.Find(argument, _ => null, out _, out _);
}
