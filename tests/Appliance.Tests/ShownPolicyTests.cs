using System.Text.Json;
using Appliance.Commands.Explain;
using Appliance.PolicyModel;
using Appliance.Results;
using Appliance.Serving;

namespace Appliance.Tests;

/// <summary>What <c>policy</c>, <c>explain</c> and the guide of <c>--dev</c> say of open endpoints, templates, sample
/// fronts and sessions.</summary>
public class ShownPolicyTests
{
    private static readonly App Shop = new OpenApp("shop", TokenApi.Hms100)
    {
        Endpoint = new(true, ["*"]) { RolesAllowed = 0b110 },
    };

    private static readonly App Clinic = new OpenApp("clinic", TokenApi.EnableX) { HasSampleFront = true };

    [Fact]
    public void The_policy_for_programs_has_them()
    {
        JsonElement[] apps = [.. JsonDocument.Parse(Shown.By(result => PolicyJson.Write(result, "", [Shop, Clinic])))
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
    public void The_policy_for_people_has_them()
    {
        string text = Shown.By(result => PolicyText.Write(result, "", [Shop, Clinic]));
        Assert.Contains("  on; roles guest usher; pages of *\n", text);
        Assert.Single(text.Split('\n'), line => line.StartsWith("  sample front ", StringComparison.Ordinal));
        Assert.Matches("(?m)^  62b0d2e6a5b3c7f1d4e8a912  visit$", text);
        Assert.Matches("(?m)^  visit +adhoc +- +90m +1h ", text);
        Assert.Matches("(?m)^  hall +permanent +- +- +1h ", text);
    }

    [Theory]
    [InlineData("host", true)]
    [InlineData("guest", false)]
    [InlineData("nobody", false)]
    public void An_explanation_says_where_the_open_endpoint_withholds_the_role(string role, bool isWithheld)
    {
        Explanation explained = Explain(Shop, role, Rules.DefaultLifetime);
        const string Sentence = "The endpoint without credentials does not issue this role. It issues guest, usher.\n";
        Assert.Equal(isWithheld, Shown.By(result => ExplainText.Write(result, explained)).Contains(Sentence));
        JsonElement json =
            JsonDocument.Parse(Shown.By(result => ExplainJson.Write(result, explained))).RootElement;
        Assert.Equal(isWithheld, json.TryGetProperty("endpointRoles", out JsonElement roles));
        if (isWithheld)
            Assert.Equal("""["guest","usher"]""", roles.GetRawText());
    }

    [Fact]
    public void An_explanation_of_an_ad_hoc_room_says_how_long_its_session_lasts()
    {
        const string Facts = "its session lasts 90m from its first redemption";
        Explanation explained = Explain(Shop, "guest", requestedSeconds: 60);
        Assert.True(explained.Decision.IsAllowed);
        Assert.Equal(Facts, Explained.Facts(explained, Denial.RoomOver));
        Assert.Equal(Facts, Explained.Facts(explained, Denial.ExpiryPastRoomEnd));
        Assert.Equal("no schedule: the room is adhoc", Explained.Facts(explained, Denial.RoomNotOpenYet));
    }

    /// <summary>The first role is one that the endpoint does not give.</summary>
    [Fact]
    public void A_request_to_try_asks_for_a_role_that_the_endpoint_gives() =>
        Assert.Equal("guest", SampleRequest.Of(Shop)!.Role.Name);

    [Fact]
    public void Where_the_endpoint_is_off_a_request_to_try_asks_for_the_first_role() =>
        Assert.Equal("host", SampleRequest.Of(new OpenApp("shut", TokenApi.Hms100))!.Role.Name);

    private static Explanation Explain(App app, string role, long requestedSeconds) =>
        Explained.Of(app, "bay", role, requestedSeconds);
}
