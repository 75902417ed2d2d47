using Appliance.Endpoints;
using Appliance.Hosting.Results;
using Appliance.PolicyModel;

namespace Appliance.Commands.Explain;

/// <summary>An explanation in JSON; scripts rely on the members' names.</summary>
internal static class ExplainJson
{
    public static void Write(ResultWriter result, Explanation explained)
    {
        ExplainRequest request = explained.Request;
        JsonResult json = new(result);
        json.Open("{"u8);
        json.Member("app"u8, request.App.Name);
        json.Member("room"u8, request.RoomId);
        if (explained.RoomPattern is not null)
            json.Member("roomPattern"u8, explained.RoomPattern.ToString());
        json.Member("role"u8, request.RoleName);
        json.Member("at"u8, Instant.ToText(request.AtSeconds));
        if (request.DataDirectory is not null)
            json.Member("data"u8, request.DataDirectory);
        if (request.HasRequestedLifetime)
            json.Member("requestedSeconds"u8, request.RequestedSeconds);
        WriteRules(json, explained);
        WriteDecision(json, explained);
        if (explained.Claims is not null)
        {
            json.Name("header"u8);
            json.Raw(request.App.TokenHeader);
            json.Name("claims"u8);
            json.Raw(explained.Claims.Payload);
            json.Member("placeholders"u8, ["jti", .. DisplayNames.Of(explained.Claims.Placeholders)]);
        }
        if (explained.EndpointRole.Length > 0)
            json.Member("endpointRole"u8, explained.EndpointRole);
        if (explained.IsRoleWithheld)
            json.Member("endpointRoles"u8, DisplayNames.EndpointRolesOf(request.App));
        if (explained.Response is not null)
            WriteResponse(json, explained.Response);
        json.Close("}"u8);
        result.Text("\n");
    }

    private static void WriteRules(JsonResult json, Explanation explained)
    {
        List<(string Rule, RuleVerdict Verdict, string Facts)> rows = explained.Rows;
        json.Objects("rules"u8, rows.Count, index =>
        {
            json.Member("rule"u8, rows[index].Rule);
            json.Member("verdict"u8, DisplayNames.Of(rows[index].Verdict));
            json.Member("facts"u8, rows[index].Facts);
        });
    }

    private static void WriteDecision(JsonResult json, Explanation explained)
    {
        Decision decision = explained.Decision;
        json.Name("decision"u8);
        json.Open("{"u8);
        json.Member("allowed"u8, explained.IsAllowed);
        if (explained.IsAllowed)
        {
            json.Member("lifetimeSeconds"u8, decision.LifetimeSeconds);
            json.Member("setBy"u8, LifetimeSources.Describe(decision.SetBy));
            json.Member("expiresAt"u8, Instant.ToText(explained.ExpiresAtSeconds));
        }
        else
        {
            json.Member("reason"u8, explained.Reason);
        }
        json.Close("}"u8);
    }

    private static void WriteResponse(JsonResult json, VendorError response)
    {
        json.Name("response"u8);
        json.Open("{"u8);
        json.Member("status"u8, response.Status);
        json.Name("body"u8);
        json.Raw(response.Body);
        json.Close("}"u8);
    }
}
