using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds dialects: built-in ones and those of a policy have the same format.</summary>
internal static class DialectBinder
{
    private static readonly string[] Members =
        ["api", "header", "claims", "roleClaims", "reserved", "expiry", "limits"];
    private static readonly string[] HeaderMembers = ["typ", "cty", "kid"];
    private static readonly string[] RoleClaimMembers = [RoomConfigClaim.Name];
    private static readonly string[] LimitMembers = ["life", "singleUse"];

    /// <summary>The dialect; null if it has an error.</summary>
    public static DialectRules? Bind(JsonMember entry, DiagnosticBag diagnostics)
    {
        int errorsBefore = diagnostics.ErrorCount;
        var dialect = new ObjectBinder(entry.Value, entry.NameToken, "a dialect", Members, diagnostics);
        ApiRules api = ApiRules.Of(dialect.FindKeyword("api", "an API", PolicyVocabulary.Apis) ?? TokenApi.None);
        Claim[] header = BindHeader(dialect, api);
        Claim[] claims = BindClaims(dialect, api);
        IEnumerable<string> reserved = (dialect.FindTexts("reserved") ?? []).Select(name => name.Text);
        (long lifetimeMaxSeconds, bool singleUse) = BindLimits(dialect);
        var rules = new DialectRules(
            entry.Name, api, new(header), new(new(claims)), BindRoomConfig(dialect, api), AudienceOf(dialect),
            new([.. reserved]), new(1, Math.Min(Duration.Hour, lifetimeMaxSeconds), lifetimeMaxSeconds),
            lifetimeMaxSeconds, singleUse);
        rules = rules with { DefaultExpiry = ExpiryBinder.BindDialect(dialect, rules) };
        return diagnostics.ErrorCount == errorsBefore ? rules : null;
    }

    /// <summary>The header's members after <c>alg</c>, which is always HS256.</summary>
    private static Claim[] BindHeader(ObjectBinder dialect, ApiRules api)
    {
        if (dialect.FindObject("header", "a token's header", HeaderMembers) is not { } header)
            return [new("typ", new Literal("\"JWT\""))];
        var texts = new ClaimsBinder(api, dialect.Diagnostics);
        List<Claim> claims = [];
        foreach (string name in HeaderMembers)
        {
            JsonNode? node = header.Find(name, JsonTokenKind.String);
            ClaimValue? value = node is null ? null : texts.BindText(node);
            if (value is Placeholder { IsOfApp: false })
                dialect.Diagnostics.Report(
                    PolicyDiagnostics.BadPlaceholder, node!.Token, node.Text,
                    "a header must be the same for all tokens of an app");
            else if (value is not null)
                claims.Add(new(name, value));
        }
        return [.. claims];
    }

    private static Claim[] BindClaims(ObjectBinder dialect, ApiRules api)
    {
        JsonNode? node = dialect.Require("claims", JsonTokenKind.ObjectStart);
        if (node is null)
            return [];
        List<BoundClaim> claims = new ClaimsBinder(api, dialect.Diagnostics).BindAll(node);
        foreach ((Claim claim, JsonMember member) in claims)
        {
            string rule = RuleOf(claim);
            if (rule.Length > 0)
                dialect.Diagnostics.Report(PolicyDiagnostics.UnsafeClaim, member.Value.Token, claim.Name, rule);
        }
        foreach (string name in new[] { "exp", "jti" })
        {
            if (node.Members.All(member => member.Name != name))
                dialect.Diagnostics.Report(
                    PolicyDiagnostics.MissingMember, dialect.Find("claims")!.Value.NameToken, name, "every token");
        }
        return [.. claims.Select(bound => bound.Claim)];
    }

    /// <summary>The claim of roles that allow it.</summary>
    private static Placeholder? BindRoomConfig(ObjectBinder dialect, ApiRules api)
    {
        if (dialect.FindObject("roleClaims", "a dialect's claims of roles", RoleClaimMembers) is not { } claims)
            return null;
        JsonNode? node = claims.Find(RoomConfigClaim.Name, JsonTokenKind.String);
        if (node is null)
            return null;
        Placeholder? value = Placeholders.IsPlaceholder(node.Text)
            ? new ClaimsBinder(api, dialect.Diagnostics).BindText(node) as Placeholder
            : new(ClaimSource.AppName);
        if (value is { Source: not ClaimSource.RoomConfig })
            dialect.Diagnostics.Report(
                PolicyDiagnostics.BadPlaceholder, node.Token, node.Text, "write {room.config} or {room.config?}");
        return value;
    }

    /// <summary>The required value of a registered claim (RFC 7519, section 4.1); empty if the claim
    /// complies.</summary>
    private static string RuleOf(Claim claim) => claim.Name switch
    {
        "exp" when claim.Value is not Placeholder { Source: ClaimSource.ExpiresAt } => "\"{exp}\"",
        "jti" when claim.Value is not Placeholder { Source: ClaimSource.TokenId } => "\"{jti}\"",
        "nbf" or "iat" when claim.Value is not Placeholder { Source: ClaimSource.Now } => "\"{now}\" or \"{now-10s}\"",
        "aud" when !IsText(claim.Value) => "a literal string that is not empty",
        _ => "",
    };

    private static bool IsText(ClaimValue value) => value is Literal { Json: not "\"\"" } text && text.Json[0] == '"';

    private static string AudienceOf(ObjectBinder dialect) =>
        dialect.Find("claims")?.Value.Members.FirstOrDefault(member => member.Name == "aud").Value is { } audience
            ? Placeholders.Unescape(audience.Text)
            : "";

    private static (long LifetimeMaxSeconds, bool SingleUse) BindLimits(ObjectBinder dialect)
    {
        JsonNode? node = dialect.Require("limits", JsonTokenKind.ObjectStart);
        if (node is null)
            return (Duration.SecondsMax, false);
        var limits = new ObjectBinder(
            node, dialect.Find("limits")!.Value.NameToken, "a dialect's limits", LimitMembers, dialect.Diagnostics);
        limits.Require("life");
        long lifetime = Durations.Find(limits, "life", secondsMin: 1) ?? Duration.SecondsMax;
        return (lifetime, limits.FindFlag("singleUse") ?? false);
    }
}
