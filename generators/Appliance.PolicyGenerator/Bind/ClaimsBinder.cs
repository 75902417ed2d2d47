using System.Globalization;
using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>A claim and its member in the file.</summary>
internal readonly record struct BoundClaim(Claim Claim, JsonMember Member);

/// <summary>Binds claims: JSON whose strings may be placeholders.</summary>
/// <param name="api">The API that issues the tokens.</param>
/// <param name="diagnostics">Receives the diagnostics.</param>
internal sealed class ClaimsBinder(ApiRules api, DiagnosticBag diagnostics)
{
    /// <summary>The members of an object; a member whose value was reported is omitted.</summary>
    public List<BoundClaim> BindAll(JsonNode node, int depth = 1)
    {
        List<JsonMember> members = [.. JsonKinds.Distinct(node, diagnostics)];
        if (members.Count > ClaimLimits.ClaimsMax)
        {
            ReportTooMany(members[ClaimLimits.ClaimsMax].NameToken, "a claim", ClaimLimits.ClaimsMax);
            members.RemoveRange(ClaimLimits.ClaimsMax, members.Count - ClaimLimits.ClaimsMax);
        }
        List<BoundClaim> claims = [];
        foreach (JsonMember member in members)
        {
            if (!Names.IsClaim(member.Name))
                diagnostics.Report(
                    PolicyDiagnostics.BadName, member.NameToken, member.Name, "a claim", Names.ClaimRule);
            if (Bind(member.Value, depth) is { } value)
                claims.Add(new(new(member.Name, value), member));
        }
        return claims;
    }

    private ClaimValue? Bind(JsonNode node, int depth)
    {
        switch (node.Kind)
        {
            case JsonTokenKind.String:
                return BindText(node);
            case JsonTokenKind.ObjectStart or JsonTokenKind.ArrayStart when depth == ClaimLimits.DepthMax:
                ReportTooMany(node.Token, "a level", ClaimLimits.DepthMax);
                return null;
            case JsonTokenKind.ObjectStart:
                return new ObjectValue(new([.. BindAll(node, depth + 1).Select(bound => bound.Claim)]));
            case JsonTokenKind.ArrayStart:
                return new ListValue(
                    new([.. node.Items.Select(item => BindItem(item, depth + 1)).OfType<ClaimValue>()]));
            case JsonTokenKind.Number:
                return BindNumber(node);
            default:
                return new Literal(JsonKinds.Literal(node.Kind));
        }
    }

    /// <summary>Most programs that read a token store numbers as doubles.</summary>
    private Literal? BindNumber(JsonNode node)
    {
        bool isFinite = double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && !double.IsInfinity(number);
        if (isFinite)
            return new Literal(node.Text);
        diagnostics.Report(
            PolicyDiagnostics.WrongType, node.Token, "a claim's number", "within the range of a double", node.Text);
        return null;
    }

    /// <summary>Binds a string: a placeholder or a literal.</summary>
    public ClaimValue? BindText(JsonNode node)
    {
        if (Placeholders.IsMixed(node.Text))
        {
            diagnostics.Report(
                PolicyDiagnostics.BadPlaceholder, node.Token,
                node.Text, "a placeholder must be the whole string, without text around it");
            return null;
        }
        if (!Placeholders.IsPlaceholder(node.Text))
            return new Literal(JsonText.Quote(Placeholders.Unescape(node.Text)));
        Placeholder? placeholder = Placeholders.Parse(node.Text, api, out string hint);
        if (placeholder is null)
            diagnostics.Report(PolicyDiagnostics.BadPlaceholder, node.Token, node.Text, hint);
        return placeholder;
    }

    private ClaimValue? BindItem(JsonNode item, int depth)
    {
        ClaimValue? value = Bind(item, depth);
        if (value is not Placeholder { Presence: Presence.Optional })
            return value;
        diagnostics.Report(
            PolicyDiagnostics.BadPlaceholder, item.Token,
            item.Text, "a list item cannot be optional, remove the ?");
        return null;
    }

    private void ReportTooMany(ByteRange at, string what, int limit) =>
        diagnostics.Report(PolicyDiagnostics.TooMany, at, what, limit);
}
