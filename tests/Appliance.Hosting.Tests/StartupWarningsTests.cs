using Appliance.Hosting.Serving;
using Appliance.PolicyModel;
using Appliance.TestHost;

namespace Appliance.Hosting.Tests;

/// <summary>Warnings at start-up about open endpoints and sample fronts.</summary>
public class StartupWarningsTests
{
    [Theory]
    [InlineData(ulong.MaxValue, "host (record, end); usher (eject)")]
    [InlineData(0b111UL, "host (record, end); usher (eject)")]
    [InlineData(0b011UL, "host (record, end)")]
    [InlineData(0b110UL, "usher (eject)")]
    [InlineData(0b010UL, "")]
    public void Open_100ms_endpoint_warns_with_the_moderating_roles_that_it_issues(ulong given, string roles)
    {
        OpenApp app = new("shop", TokenApi.Hms100) { Endpoint = new(true, []) { RolesAllowed = given } };
        List<StartupWarning> warnings = Of(app);
        Assert.Equal(roles == "" ? [] : [("open-endpoint", "shop", roles)], warnings.Select(Facts));
        Assert.All(warnings, warning => Assert.Contains("tokenEndpoint.roles ", warning.Hint));
    }

    [Theory]
    [InlineData("host", "host (record, end)")]
    [InlineData("usher", "usher (eject)")]
    [InlineData("guest", "")]
    public void Open_LiveKit_endpoint_warns_if_its_role_is_moderating(string role, string roles)
    {
        OpenApp app = new("live", TokenApi.LiveKit) { Endpoint = new(true, []) { Role = role } };
        List<StartupWarning> warnings = Of(app);
        Assert.Equal(roles == "" ? [] : [("open-endpoint", "live", roles)], warnings.Select(Facts));
        Assert.All(warnings, warning => Assert.Contains("tokenEndpoint.role ", warning.Hint));
    }

    [Theory]
    [InlineData(TokenApi.Hms100)]
    [InlineData(TokenApi.LiveKit)]
    [InlineData(TokenApi.EnableX)]
    [InlineData(TokenApi.None)]
    public void Disabled_endpoint_does_not_warn(TokenApi api)
    {
        OpenApp app = new("shut", api) { Endpoint = new(false, []) { Role = "host" } };
        Assert.Empty(Of(app));
        Assert.Empty(StartupWarnings.Of(new RotatedApps(app), isReachable: true));
    }

    [Fact]
    public void Open_endpoint_beyond_loopback_is_an_error_with_a_hint()
    {
        OpenApp app = new("shop", TokenApi.Hms100) { Endpoint = new(true, []) };
        StartupWarning near = Assert.Single(Of(app));
        StartupWarning far = Assert.Single(StartupWarnings.Of(new RotatedApps(app), isReachable: true));
        Assert.Equal((false, true), (near.IsError, far.IsError));
        Assert.StartsWith("Other machines can reach this endpoint", far.Hint);
        Assert.DoesNotContain("Other machines", near.Hint);
    }

    [Fact]
    public void Sample_front_warns_on_any_address()
    {
        RotatedApps policy = new(
            new OpenApp("clinic", TokenApi.EnableX) { HasSampleFront = true },
            new OpenApp("plain", TokenApi.EnableX),
            new OpenApp("other", TokenApi.EnableX) { HasSampleFront = true });
        foreach (bool isReachable in new[] { false, true })
        {
            List<StartupWarning> warnings = StartupWarnings.Of(policy, isReachable);
            Assert.Equal([("sample-front", "clinic", ""), ("sample-front", "other", "")], warnings.Select(Facts));
            Assert.All(warnings, warning => Assert.False(warning.IsError));
            Assert.All(warnings, warning => Assert.Contains("remove sampleFront", warning.Hint));
        }
    }

    [Fact]
    public void Example_policy_warns_about_the_role_of_its_documented_request() => Assert.Equal(
        [("open-endpoint", "johndoe", "host (record, eject, end)")],
        StartupWarnings.Of(Policies.Current, isReachable: false).Select(Facts));

    private static List<StartupWarning> Of(App app) => StartupWarnings.Of(new RotatedApps(app), isReachable: false);

    private static (string Event, string App, string Roles) Facts(StartupWarning warning) =>
        (warning.Event, warning.App, warning.Roles);
}
