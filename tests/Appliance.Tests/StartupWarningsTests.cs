using Appliance.PolicyModel;
using Appliance.Serving;

namespace Appliance.Tests;

/// <summary>What the log says at start of endpoints without credentials and of sample fronts.</summary>
public class StartupWarningsTests
{
    [Theory]
    [InlineData(ulong.MaxValue, "host (record, end); usher (eject)")]
    [InlineData(0b111UL, "host (record, end); usher (eject)")]
    [InlineData(0b011UL, "host (record, end)")]
    [InlineData(0b110UL, "usher (eject)")]
    [InlineData(0b010UL, "")]
    public void An_endpoint_of_100ms_is_warned_of_by_the_roles_that_it_gives(ulong given, string roles)
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
    public void An_endpoint_of_LiveKit_is_warned_of_by_its_one_role(string role, string roles)
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
    public void An_app_whose_endpoint_is_off_is_not_warned_of(TokenApi api)
    {
        OpenApp app = new("shut", api) { Endpoint = new(false, []) { Role = "host" } };
        Assert.Empty(Of(app));
        Assert.Empty(StartupWarnings.Of(new RotatedApps(app), isReachable: true));
    }

    [Fact]
    public void Beyond_loopback_an_open_endpoint_is_an_error_and_its_hint_says_why()
    {
        OpenApp app = new("shop", TokenApi.Hms100) { Endpoint = new(true, []) };
        StartupWarning near = Assert.Single(Of(app));
        StartupWarning far = Assert.Single(StartupWarnings.Of(new RotatedApps(app), isReachable: true));
        Assert.Equal((false, true), (near.IsError, far.IsError));
        Assert.StartsWith("Other machines can reach this endpoint", far.Hint);
        Assert.DoesNotContain("Other machines", near.Hint);
    }

    [Fact]
    public void Each_app_with_a_sample_front_is_warned_of_wherever_it_listens()
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
    public void The_example_is_warned_of_for_the_role_that_its_documented_request_asks_for() => Assert.Equal(
        [("open-endpoint", "johndoe", "host (record, eject, end)")],
        StartupWarnings.Of(Policies.Current, isReachable: false).Select(Facts));

    private static List<StartupWarning> Of(App app) => StartupWarnings.Of(new RotatedApps(app), isReachable: false);

    private static (string Event, string App, string Roles) Facts(StartupWarning warning) =>
        (warning.Event, warning.App, warning.Roles);
}
