using System.Globalization;
using Appliance.PolicyModel;
using Appliance.Results;

namespace Appliance.Commands.Explain;

/// <summary>An explanation for people.</summary>
internal static class ExplainText
{
    public static void Write(ResultWriter result, Explanation explained)
    {
        ExplainRequest asked = explained.Asked;
        result.Text($"{asked.App.Name}: role {SafeText.Of(asked.RoleName)} in room {SafeText.Of(asked.RoomId)} at "
            + $"{Instant.ToText(asked.AtSeconds)}\n\n");
        List<(string Rule, RuleVerdict Verdict, string Facts)> rows = explained.Rows;
        Table.Write(
            result, rows.Count, index => [rows[index].Rule, DisplayNames.Of(rows[index].Verdict), rows[index].Facts]);
        result.Text($"\n{Conclusion(explained)}\n");
        if (explained.Claims is not null)
            WriteToken(result, explained, explained.Claims);
        WriteResponse(result, explained);
        if (asked.DataDirectory is null)
            result.Text($"\n{DataDirectory.NotLookedAt}\n");
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
        JsonLayout.Write(result, explained.Asked.App.TokenHeader);
        result.Text("\n\nclaims\n");
        JsonLayout.Write(result, claims.Payload);
        result.Text("\n\nThe jti is an example.");
        if (claims.Placeholders != CallerValues.None)
            result.Text($" So is what a request must give: {string.Join(", ", DisplayNames.Of(claims.Placeholders))}.");
        result.Text("\n");
    }

    private static void WriteResponse(ResultWriter result, Explanation explained)
    {
        TokenApi api = explained.Asked.App.Api;
        if (explained.EndpointRole.Length > 0)
            result.Text($"\nThe {DisplayNames.Of(api)} API gives everybody the role {explained.EndpointRole}.\n");
        if (explained.IsRoleWithheld)
            result.Text($"\nThe endpoint without credentials does not give this role. It gives "
                + $"{string.Join(", ", DisplayNames.EndpointRolesOf(explained.Asked.App))}.\n");
        if (explained.Response is not null)
        {
            bool isOff = explained.IsAllowed && !explained.IsRoleWithheld;
            string but = isOff ? "But its token endpoint is off: the" : "The";
            string status = explained.Response.Status.ToString(CultureInfo.InvariantCulture);
            result.Text($"\n{but} {DisplayNames.Of(api)} API answers {status}\n");
            JsonLayout.Write(result, explained.Response.Body);
            result.Text("\n");
        }
        else if (!explained.IsAllowed)
        {
            result.Text(api == TokenApi.None
                ? "\nNo API serves this app.\n"
                : $"\nThe {DisplayNames.Of(api)} API never answers so: its requests ask for no life.\n");
        }
    }
}
