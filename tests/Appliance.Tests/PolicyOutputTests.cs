using System.Text.Json;
using Appliance.Commands.Explain;
using Appliance.Hosting.Guide;
using Appliance.Hosting.Results;
using Appliance.PolicyModel;
using Appliance.TestHost;

namespace Appliance.Tests;

/// <summary>Open endpoints, templates, sample fronts and sessions in the output of <c>policy</c>, <c>explain</c> and
/// <c>serve --dev</c>.</summary>
public class PolicyOutputTests
{
    private static readonly App Shop = new OpenApp("shop", TokenApi.Hms100)
    {
        Endpoint = new(true, ["*"]) { RolesAllowed = 0b110 },
    };

    private static readonly App Clinic = new OpenApp("clinic", TokenApi.EnableX) { HasSampleFront = true };

    [Fact]
    public void Policy_JSON_has_open_endpoints_templates_and_sample_fronts()
    {
        JsonElement[] apps = [.. JsonDocument.Parse(Rendered.By(result => PolicyJson.Write(result, "", [Shop, Clinic])))
            .RootElement.GetProperty("apps").EnumerateArray()];
        Assert.Equal("""["guest","usher"]""", apps[0].GetProperty("tokenEndpoint").GetProperty("roles").GetRawText());
        Assert.Equal("[]", apps[1].GetProperty("tokenEndpoint").GetProperty("roles").GetRawText());
        Assert.Equal([false, true], apps.Select(app => app.GetProperty("sampleFront").GetBoolean()));
        Assert.Equal(
            """[{"id":"62b0d2e6a5b3c7f1d4e8a912","roomType":"visit"}]""",
            apps[0].GetProperty("templateIds").GetRawText());
        Assert.Equal(
            [0, 5400],
            apps[0].GetProperty("roomTypes").EnumerateArray().Select(t => t.GetProperty("sessionSeconds").GetInt64()));
    }

    [Fact]
    public void Policy_text_has_open_endpoints_templates_and_sample_fronts()
    {
        string text = Rendered.By(result => PolicyText.Write(result, "", [Shop, Clinic]));
        Assert.Contains("  on; roles guest usher; pages of *\n", text);
        Assert.Single(text.Split('\n'), line => line.StartsWith("  sample front ", StringComparison.Ordinal));
        Assert.Matches("(?m)^  62b0d2e6a5b3c7f1d4e8a912  visit$", text);
        Assert.Matches("(?m)^  visit +adhoc +- +90m +1h ", text);
        Assert.Matches("(?m)^  hall +permanent +- +- +1h ", text);
    }

    [Theory]
    [InlineData("host", true)]
    [InlineData("guest", false)]
    [InlineData("absent", false)]
    public void Explain_reports_a_role_that_the_open_endpoint_does_not_issue(string role, bool isWithheld)
    {
        Explanation explained = Explain(Shop, role, Rules.DefaultLifetime);
        const string Sentence = "The endpoint without credentials does not issue this role. It issues guest, usher.\n";
        Assert.Equal(isWithheld, Rendered.By(result => ExplainText.Write(result, explained)).Contains(Sentence));
        JsonElement json =
            JsonDocument.Parse(Rendered.By(result => ExplainJson.Write(result, explained))).RootElement;
        Assert.Equal(isWithheld, json.TryGetProperty("endpointRoles", out JsonElement roles));
        if (isWithheld)
            Assert.Equal("""["guest","usher"]""", roles.GetRawText());
    }

    [Fact]
    public void Explain_reports_the_session_length_of_an_ad_hoc_room()
    {
        const string Facts = "its session lasts 90m from its first redemption";
        Explanation explained = Explain(Shop, "guest", requestedSeconds: 60);
        Assert.True(explained.Decision.IsAllowed);
        Assert.Equal(Facts, Explanations.Facts(explained, Denial.RoomOver));
        Assert.Equal(Facts, Explanations.Facts(explained, Denial.ExpiryPastRoomEnd));
        Assert.Equal("no schedule: the room is adhoc", Explanations.Facts(explained, Denial.RoomNotOpenYet));
    }

    /// <summary>The endpoint does not issue the first role.</summary>
    [Fact]
    public void Sample_request_uses_a_role_that_the_endpoint_issues() =>
        Assert.Equal("guest", SampleRequest.Of(Shop)!.Role.Name);

    [Fact]
    public void Sample_request_uses_the_first_role_if_the_endpoint_is_off() =>
        Assert.Equal("host", SampleRequest.Of(new OpenApp("shut", TokenApi.Hms100))!.Role.Name);

    private static Explanation Explain(App app, string role, long requestedSeconds) =>
        Explanations.Of(app, "bay", role, requestedSeconds);
}
