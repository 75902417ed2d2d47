using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>What the schema must say of a policy in which the compiler found something.</summary>
internal enum SchemaVerdict
{
    Rejects,
    Accepts,
    Either,
    /// <summary>What the schema sees is not what the compiler saw, so that nothing follows.</summary>
    Unseen,
}

/// <summary>Something that the compiler found.</summary>
/// <param name="Id">The rule's.</param>
/// <param name="Message">The message.</param>
/// <param name="Token">The token at fault as it is written; empty if there is none.</param>
/// <param name="HasOwnDialects">The policy has dialects of its own, which the schema cannot look up.</param>
internal sealed record SchemaFinding(string Id, string Message, string Token, bool HasOwnDialects)
{
    /// <summary>The token's meaning if it is a string, otherwise the token.</summary>
    public string Text => Token.StartsWith('"') ? JsonSerializer.Deserialize<string>(Token)! : Token;
}

/// <summary>A line of the table.</summary>
/// <param name="Id">The rule's.</param>
/// <param name="Verdict">What the schema must say.</param>
/// <param name="Why">Why that, unless it is what both say.</param>
/// <param name="When">Which findings; the first line that fits counts.</param>
internal sealed record SchemaRow(
    string Id, SchemaVerdict Verdict, string Why = "", Func<SchemaFinding, bool>? When = null)
{
    public bool Fits(SchemaFinding finding) => finding.Id == Id && (When is null || When(finding));
}

/// <summary>How the schema and the compiler hang together: a line or more for each id.</summary>
internal static partial class SchemaVerdicts
{
    public static IReadOnlyList<SchemaRow> Rows { get; } =
    [
        new("TAP001", SchemaVerdict.Unseen, "there is no text"),
        new("TAP002", SchemaVerdict.Unseen, "about another file"),
        new("TAP003", SchemaVerdict.Unseen, "there is no text"),
        new("TAP004", SchemaVerdict.Unseen, "about the file, not its text"),
        new("TAP005", SchemaVerdict.Unseen, "editors have a parser of their own before the schema"),
        new("TAP006", SchemaVerdict.Rejects),
        new("TAP007", SchemaVerdict.Rejects),
        new("TAP008", SchemaVerdict.Unseen, "parsers keep one of the two"),
        new("TAP009", SchemaVerdict.Accepts, "a type elsewhere says whether the room is scheduled",
            f => f.Message.EndsWith("a test of a scheduled room needs it", StringComparison.Ordinal)),
        new("TAP009", SchemaVerdict.Either, "the app's own dialect says which API it has",
            f => f.HasOwnDialects && OfApi().IsMatch(f.Message)),
        new("TAP009", SchemaVerdict.Rejects),
        new("TAP010", SchemaVerdict.Accepts, "a claim may be any JSON, and its numbers have no bounds there",
            f => f.Message.StartsWith("a claim's number", StringComparison.Ordinal)),
        new("TAP010", SchemaVerdict.Rejects),
        new("TAP011", SchemaVerdict.Either, "dialects of the policy stand elsewhere; only their names have a pattern",
            f => f.HasOwnDialects && f.Message.Contains("\" is not a dialect:")),
        new("TAP011", SchemaVerdict.Rejects),
        new("TAP012", SchemaVerdict.Accepts, "what is referred to stands elsewhere"),
        new("TAP013", SchemaVerdict.Accepts, "the schema counts characters, the compiler units of UTF-16",
            f => f.Text.EnumerateRunes().Count() is > 64 and <= 128 && f.Text.Length > 128),
        new("TAP013", SchemaVerdict.Rejects),
        new("TAP014", SchemaVerdict.Accepts, "names are compared as C# has them"),
        new("TAP015", SchemaVerdict.Accepts, "the other app stands elsewhere"),
        new("TAP016", SchemaVerdict.Rejects),
        new("TAP017", SchemaVerdict.Accepts, "to the schema 1.0 is 1",
            f => double.Parse(f.Token, CultureInfo.InvariantCulture) == 1),
        new("TAP017", SchemaVerdict.Rejects),
        new("TAP018", SchemaVerdict.Either, "the schema counts characters, the compiler units of UTF-16",
            f => f.Text.Any(char.IsSurrogate)),
        new("TAP018", SchemaVerdict.Rejects),
        new("TAP019", SchemaVerdict.Either, "a pattern bounds the digits and not the number",
            f => f.Message.Contains("within ten years")),
        new("TAP019", SchemaVerdict.Rejects),
        new("TAP020", SchemaVerdict.Either, "a pattern knows no leap years", f => f.Token.Contains("-02-29")),
        new("TAP020", SchemaVerdict.Rejects),
        new("TAP021", SchemaVerdict.Accepts, "durations are compared"),
        new("TAP022", SchemaVerdict.Accepts, "durations are compared"),
        new("TAP023", SchemaVerdict.Rejects, When: f => OfBuiltIn().IsMatch(f.Message)),
        new("TAP023", SchemaVerdict.Either, "the app's own dialect says which API it has"),
        new("TAP024", SchemaVerdict.Either, "half a schedule is refused; without both, the type's kind decides"),
        new("TAP025", SchemaVerdict.Rejects,
            When: f => f.Message.StartsWith("\"opensBefore\"", StringComparison.Ordinal)
                || f.Message.StartsWith("\"sessionLength\"", StringComparison.Ordinal)),
        new("TAP025", SchemaVerdict.Either, "half a schedule is refused; with both, the type's kind decides"),
        new("TAP026", SchemaVerdict.Rejects, When: f => OfBuiltIn().IsMatch(f.Message)),
        new("TAP026", SchemaVerdict.Accepts, "the app's own dialect says whether single use is forced"),
        new("TAP027", SchemaVerdict.Either, "a pattern knows characters, not what makes an address of them",
            f => Regex.IsMatch(f.Text, "^[a-z0-9+.-]+://[a-z0-9.:\\[\\]-]+$")),
        new("TAP027", SchemaVerdict.Rejects),
        new("TAP028", SchemaVerdict.Either, "claims of dialect, app and role are counted together",
            f => f.Message.Contains("a claim too many")),
        new("TAP028", SchemaVerdict.Either, "roles and room types of a starter kit count too",
            f => Regex.IsMatch(f.Message, "a role|a room type")),
        new("TAP028", SchemaVerdict.Accepts, "patterns are counted among rooms",
            f => f.Message.Contains("a room pattern too many")),
        new("TAP028", SchemaVerdict.Rejects),
        new("TAP029", SchemaVerdict.Rejects, When: f => f.Message.StartsWith("\"name\"", StringComparison.Ordinal)
            && f.Text.EnumerateRunes().Count() > 256),
        new("TAP029", SchemaVerdict.Accepts, "bytes are counted, and those of a whole token"),
        new("TAP030", SchemaVerdict.Accepts, "the policy decides"),
        new("TAP031", SchemaVerdict.Rejects),
        new("TAP032", SchemaVerdict.Rejects),
        new("TAP033", SchemaVerdict.Rejects),
        new("TAP034", SchemaVerdict.Either, "the dialect's API stands elsewhere",
            f => f.Message.Contains("API accepts no such value") || IdOfAnApi().IsMatch(f.Text)),
        new("TAP034", SchemaVerdict.Either, "a pattern bounds the digits and not the number",
            f => f.Text.StartsWith("{now-", StringComparison.Ordinal)),
        new("TAP034", SchemaVerdict.Either, "a text is any text to a pattern",
            f => f.Message.Contains("a placeholder must be the whole string")),
        new("TAP034", SchemaVerdict.Rejects),
        new("TAP035", SchemaVerdict.Rejects, When: f => OfBuiltIn().IsMatch(f.Message)),
        new("TAP035", SchemaVerdict.Rejects, When: f => f.Text is "exp" or "nbf" or "iat" or "jti" or "aud"),
        new("TAP035", SchemaVerdict.Accepts, "the app's own dialect says what it reserves"),
        new("TAP036", SchemaVerdict.Rejects),
        new("TAP037", SchemaVerdict.Rejects),
        new("TAP038", SchemaVerdict.Either, "a pattern knows the scheme and the characters",
            f => SchemeOfServers().IsMatch(f.Text)),
        new("TAP038", SchemaVerdict.Rejects),
        new("TAP039", SchemaVerdict.Accepts, "a warning"),
        new("TAP040", SchemaVerdict.Accepts, "a warning"),
        new("TAP041", SchemaVerdict.Accepts, "burst is compared with perSecond",
            f => f.Message.Contains("within an hour")),
        new("TAP041", SchemaVerdict.Accepts, "to the schema 1.0 is 1, and 1e3 is 1000",
            f => double.Parse(f.Token, CultureInfo.InvariantCulture) is 1 or 1000),
        new("TAP041", SchemaVerdict.Rejects),
        new("TAP042", SchemaVerdict.Accepts, "places are compared"),
        new("TAP043", SchemaVerdict.Accepts, "a warning"),
        new("TAP044", SchemaVerdict.Accepts, "a warning"),
        new("TAP045", SchemaVerdict.Accepts, "the type's kind stands elsewhere"),
        new("TAP046", SchemaVerdict.Accepts, "the room types stand elsewhere"),
        new("TAP047", SchemaVerdict.Rejects),
        new("TAP048", SchemaVerdict.Rejects),
        new("TAP049", SchemaVerdict.Accepts, "the role's grants stand elsewhere"),
        new("TAP050", SchemaVerdict.Accepts, "a warning"),
    ];

    /// <summary>What the compiler finds in a policy.</summary>
    public static IReadOnlyList<SchemaFinding> FindingsIn(string policy)
    {
        // Places in a text do not count the byte order mark.
        string text = policy.TrimStart('\uFEFF');
        bool hasOwnDialects = policy.Contains("\"dialects\"");
        return
        [
            .. Generating.Run(policy).Diagnostics.Select(problem => new SchemaFinding(
                problem.Id, problem.GetMessage(CultureInfo.InvariantCulture), TokenOf(problem), hasOwnDialects)),
        ];

        string TokenOf(Diagnostic problem) => problem.Location == Location.None
            ? ""
            : text.Substring(problem.Location.SourceSpan.Start, problem.Location.SourceSpan.Length);
    }

    public static SchemaRow RowOf(SchemaFinding finding) => Rows.First(row => row.Fits(finding));

    /// <summary>What the schema must say of a policy with these findings; that it accepts it if there are none.
    /// </summary>
    public static SchemaVerdict Of(IEnumerable<SchemaFinding> findings)
    {
        SchemaVerdict[] verdicts = [.. findings.Select(finding => RowOf(finding).Verdict)];
        return verdicts.Contains(SchemaVerdict.Unseen) ? SchemaVerdict.Unseen
            : verdicts.Contains(SchemaVerdict.Rejects) ? SchemaVerdict.Rejects
            : verdicts.Contains(SchemaVerdict.Either) ? SchemaVerdict.Either
            : SchemaVerdict.Accepts;
    }

    [GeneratedRegex("""^"(accessKey|appId|apiKey|appKey|role|serverUrl)" is missing: (an app|a token endpoint) """)]
    private static partial Regex OfApi();

    [GeneratedRegex("(^enablex tokens )|( dialect (100ms|enablex|livekit)[ :])")]
    private static partial Regex OfBuiltIn();

    [GeneratedRegex(@"^\{app\.(accessKey|appId|apiKey)\}$")]
    private static partial Regex IdOfAnApi();

    [GeneratedRegex("^(wss?|https?)://", RegexOptions.IgnoreCase)]
    private static partial Regex SchemeOfServers();
}
