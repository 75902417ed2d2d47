using System.Globalization;
using Appliance.Hosting.Results;
using Appliance.PolicyModel;

namespace Appliance.Commands.Explain;

/// <summary>An explanation as text.</summary>
internal static class ExplainText
{
    public static void Write(ResultWriter result, Explanation explained)
    {
        ExplainRequest request = explained.Request;
        result.Text($"{request.App.Name}: role {SafeText.Of(request.RoleName)} in room {SafeText.Of(request.RoomId)} "
            + $"at {Instant.ToText(request.AtSeconds)}\n\n");
        List<(string Rule, RuleVerdict Verdict, string Facts)> rows = explained.Rows;
        Table.Write(
            result, rows.Count, index => [rows[index].Rule, DisplayNames.Of(rows[index].Verdict), rows[index].Facts]);
        result.Text($"\n{Conclusion(explained)}\n");
        if (explained.Claims is not null)
            WriteToken(result, explained, explained.Claims);
        WriteResponse(result, explained);
        if (request.DataDirectory is null)
            result.Text($"\n{DataDirectory.RuntimeChangesIgnored}\n");
    }

    private static string Conclusion(Explanation explained)
    {
        Decision decision = explained.Decision;
        return explained.IsAllowed
            ? $"Allowed for {Duration.ToText(decision.LifetimeSeconds)}, "
                + $"set by {LifetimeSources.Describe(decision.SetBy)}, "
                + $"until {Instant.ToText(explained.ExpiresAtSeconds)}."
            : $"Denied: {explained.Reason}.";
    }

    private static void WriteToken(ResultWriter result, Explanation explained, SampleClaims claims)
    {
        result.Text("\nheader\n");
        JsonLayout.Write(result, explained.Request.App.TokenHeader);
        result.Text("\n\nclaims\n");
        JsonLayout.Write(result, claims.Payload);
        result.Text("\n\nPlaceholders: jti");
        if (claims.Placeholders != CallerValues.None)
            result.Text($", {string.Join(", ", DisplayNames.Of(claims.Placeholders))}");
        result.Text(".\n");
    }

    private static void WriteResponse(ResultWriter result, Explanation explained)
    {
        TokenApi api = explained.Request.App.Api;
        if (explained.EndpointRole.Length > 0)
            result.Text($"\nThe {DisplayNames.Of(api)} API issues only the role {explained.EndpointRole}.\n");
        if (explained.IsRoleWithheld)
            result.Text($"\nThe endpoint without credentials does not issue this role. It issues "
                + $"{string.Join(", ", DisplayNames.EndpointRolesOf(explained.Request.App))}.\n");
        if (explained.Response is not null)
        {
            bool isOff = explained.IsAllowed && !explained.IsRoleWithheld;
            string subject = isOff ? "But its token endpoint is off: the" : "The";
            string status = explained.Response.Status.ToString(CultureInfo.InvariantCulture);
            result.Text($"\n{subject} {DisplayNames.Of(api)} API responds with {status}\n");
            JsonLayout.Write(result, explained.Response.Body);
            result.Text("\n");
        }
        else if (!explained.IsAllowed)
        {
            result.Text(api == TokenApi.None
                ? "\nNo API serves this app.\n"
                : $"\nThe {DisplayNames.Of(api)} API never returns this error: its requests cannot set an expiry.\n");
        }
    }
}
