using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The expected verdict of the schema on a policy with a compiler finding.</summary>
internal enum SchemaVerdict
{
    Rejects,
    Accepts,
    Either,
    /// <summary>The validator does not get the text that the compiler judged, so nothing is expected.</summary>
    NotComparable,
}

/// <summary>A diagnostic of the compiler.</summary>
/// <param name="Id">The diagnostic id.</param>
/// <param name="Message">The message.</param>
/// <param name="Token">The source text of the token at fault; empty without a location.</param>
/// <param name="HasOwnDialects">Whether the policy defines dialects, which the schema cannot look up.</param>
internal sealed record SchemaFinding(string Id, string Message, string Token, bool HasOwnDialects)
{
    /// <summary>The unescaped string if the token is a string, otherwise the token.</summary>
    public string Text => Token.StartsWith('"') ? JsonSerializer.Deserialize<string>(Token)! : Token;
}

/// <summary>A row of the table.</summary>
/// <param name="Id">The diagnostic id.</param>
/// <param name="Verdict">The expected verdict of the schema.</param>
/// <param name="Why">The reason, if the schema need not reject the policy.</param>
/// <param name="When">Restricts the row to some findings; the first matching row applies.</param>
internal sealed record SchemaRow(
    string Id, SchemaVerdict Verdict, string Why = "", Func<SchemaFinding, bool>? When = null)
{
    public bool Matches(SchemaFinding finding) => finding.Id == Id && (When is null || When(finding));
}

/// <summary>Maps each diagnostic id to the expected verdict of the schema, with one or more rows per id.</summary>
internal static partial class SchemaVerdicts
{
    public static IReadOnlyList<SchemaRow> Rows { get; } =
    [
        new("TAP001", SchemaVerdict.NotComparable, "the file has no text"),
        new("TAP002", SchemaVerdict.NotComparable, "concerns another file"),
        new("TAP003", SchemaVerdict.NotComparable, "the file has no text"),
        new("TAP004", SchemaVerdict.NotComparable, "concerns the file, not its text"),
        new("TAP005", SchemaVerdict.NotComparable, "editors report malformed JSON before they apply the schema"),
        new("TAP006", SchemaVerdict.Rejects),
        new("TAP007", SchemaVerdict.Rejects),
        new("TAP008", SchemaVerdict.NotComparable, "JSON parsers keep only one of the two members"),
        new("TAP009", SchemaVerdict.Accepts, "whether the room is scheduled depends on its room type",
            f => f.Message.EndsWith("a test of a scheduled room needs it", StringComparison.Ordinal)),
        new("TAP009", SchemaVerdict.Either, "a custom dialect determines the API",
            f => f.HasOwnDialects && MissingMemberOfApi().IsMatch(f.Message)),
        new("TAP009", SchemaVerdict.Rejects),
        new("TAP010", SchemaVerdict.Accepts, "the schema allows any JSON in a claim, without numeric bounds",
            f => f.Message.StartsWith("a claim's number", StringComparison.Ordinal)),
        new("TAP010", SchemaVerdict.Rejects),
        new("TAP011", SchemaVerdict.Either, "the schema can match the name of a custom dialect, not look it up",
            f => f.HasOwnDialects && f.Message.Contains("\" is not a dialect:")),
        new("TAP011", SchemaVerdict.Rejects),
        new("TAP012", SchemaVerdict.Accepts, "the schema cannot look up references"),
        new("TAP013", SchemaVerdict.Accepts, "the schema counts code points, the compiler UTF-16 code units",
            f => f.Text.EnumerateRunes().Count() is > 64 and <= 128 && f.Text.Length > 128),
        new("TAP013", SchemaVerdict.Rejects),
        new("TAP014", SchemaVerdict.Accepts, "the compiler compares names as C# identifiers"),
        new("TAP015", SchemaVerdict.Accepts, "the schema cannot compare apps"),
        new("TAP016", SchemaVerdict.Rejects),
        new("TAP017", SchemaVerdict.Accepts, "JSON schema treats 1.0 as 1",
            f => double.Parse(f.Token, CultureInfo.InvariantCulture) == 1),
        new("TAP017", SchemaVerdict.Rejects),
        new("TAP018", SchemaVerdict.Either, "the schema counts code points, the compiler UTF-16 code units",
            f => f.Text.Any(char.IsSurrogate)),
        new("TAP018", SchemaVerdict.Rejects),
        new("TAP019", SchemaVerdict.Either, "a pattern limits the number of digits, not the value",
            f => f.Message.Contains("within ten years")),
        new("TAP019", SchemaVerdict.Rejects),
        new("TAP020", SchemaVerdict.Either, "a pattern cannot check leap years", f => f.Token.Contains("-02-29")),
        new("TAP020", SchemaVerdict.Rejects),
        new("TAP021", SchemaVerdict.Accepts, "the schema cannot compare durations"),
        new("TAP022", SchemaVerdict.Accepts, "the schema cannot compare durations"),
        new("TAP023", SchemaVerdict.Rejects, When: f => AboutBuiltInDialect().IsMatch(f.Message)),
        new("TAP023", SchemaVerdict.Either, "a custom dialect determines the API"),
        new("TAP024", SchemaVerdict.Either, "the schema rejects half a schedule; otherwise the room type decides"),
        new("TAP025", SchemaVerdict.Rejects,
            When: f => f.Message.StartsWith("\"opensBefore\"", StringComparison.Ordinal)
                || f.Message.StartsWith("\"sessionLength\"", StringComparison.Ordinal)),
        new("TAP025", SchemaVerdict.Either, "the schema rejects half a schedule; otherwise the room type decides"),
        new("TAP026", SchemaVerdict.Rejects, When: f => AboutBuiltInDialect().IsMatch(f.Message)),
        new("TAP026", SchemaVerdict.Accepts, "a custom dialect determines whether single use is required"),
        new("TAP027", SchemaVerdict.Either, "a pattern checks characters, not whether they form an address",
            f => Regex.IsMatch(f.Text, "^[a-z0-9+.-]+://[a-z0-9.:\\[\\]-]+$")),
        new("TAP027", SchemaVerdict.Rejects),
        new("TAP028", SchemaVerdict.Either, "the compiler counts claims of dialect, app and role together",
            f => f.Message.Contains("a claim too many")),
        new("TAP028", SchemaVerdict.Either, "the compiler also counts the starter kit's roles and room types",
            f => Regex.IsMatch(f.Message, "a role|a room type")),
        new("TAP028", SchemaVerdict.Accepts, "the schema counts patterns as rooms",
            f => f.Message.Contains("a room pattern too many")),
        new("TAP028", SchemaVerdict.Rejects),
        new("TAP029", SchemaVerdict.Rejects, When: f => f.Message.StartsWith("\"name\"", StringComparison.Ordinal)
            && f.Text.EnumerateRunes().Count() > 256),
        new("TAP029", SchemaVerdict.Accepts, "the compiler counts bytes, including those of a whole token"),
        new("TAP030", SchemaVerdict.Accepts, "the schema cannot evaluate the policy"),
        new("TAP031", SchemaVerdict.Rejects),
        new("TAP032", SchemaVerdict.Rejects),
        new("TAP033", SchemaVerdict.Rejects),
        new("TAP034", SchemaVerdict.Either, "the schema cannot look up the dialect's API",
            f => f.Message.Contains("API accepts no such value") || PublicIdPlaceholder().IsMatch(f.Text)),
        new("TAP034", SchemaVerdict.Either, "a pattern limits the number of digits, not the value",
            f => f.Text.StartsWith("{now-", StringComparison.Ordinal)),
        new("TAP034", SchemaVerdict.Either, "the pattern does not restrict ordinary text",
            f => f.Message.Contains("a placeholder must be the whole string")),
        new("TAP034", SchemaVerdict.Rejects),
        new("TAP035", SchemaVerdict.Rejects, When: f => AboutBuiltInDialect().IsMatch(f.Message)),
        new("TAP035", SchemaVerdict.Rejects, When: f => f.Text is "exp" or "nbf" or "iat" or "jti" or "aud"),
        new("TAP035", SchemaVerdict.Accepts, "a custom dialect determines the reserved claims"),
        new("TAP036", SchemaVerdict.Rejects),
        new("TAP037", SchemaVerdict.Rejects),
        new("TAP038", SchemaVerdict.Either, "a pattern checks only scheme and characters",
            f => ServerUrlScheme().IsMatch(f.Text)),
        new("TAP038", SchemaVerdict.Rejects),
        new("TAP039", SchemaVerdict.Accepts, "a warning"),
        new("TAP040", SchemaVerdict.Accepts, "a warning"),
        new("TAP041", SchemaVerdict.Accepts, "the schema cannot compare burst with perSecond",
            f => f.Message.Contains("within an hour")),
        new("TAP041", SchemaVerdict.Accepts, "JSON schema treats 1.0 as 1 and 1e3 as 1000",
            f => double.Parse(f.Token, CultureInfo.InvariantCulture) is 1 or 1000),
        new("TAP041", SchemaVerdict.Rejects),
        new("TAP042", SchemaVerdict.Accepts, "the schema cannot compare the two sources"),
        new("TAP043", SchemaVerdict.Accepts, "a warning"),
        new("TAP044", SchemaVerdict.Accepts, "a warning"),
        new("TAP045", SchemaVerdict.Accepts, "the schema cannot look up the kind of the room type"),
        new("TAP046", SchemaVerdict.Accepts, "the schema cannot look up room types"),
        new("TAP047", SchemaVerdict.Rejects),
        new("TAP048", SchemaVerdict.Rejects),
        new("TAP049", SchemaVerdict.Accepts, "the schema cannot look up the role's grants"),
        new("TAP050", SchemaVerdict.Accepts, "a warning"),
    ];

    /// <summary>The diagnostics of the compiler for a policy.</summary>
    public static IReadOnlyList<SchemaFinding> FindingsIn(string policy)
    {
        // Source spans do not count the byte order mark.
        string text = policy.TrimStart('\uFEFF');
        bool hasOwnDialects = policy.Contains("\"dialects\"");
        return
        [
            .. GeneratorHarness.Run(policy).Diagnostics.Select(diagnostic => new SchemaFinding(
                diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture), TokenOf(diagnostic),
                hasOwnDialects)),
        ];

        string TokenOf(Diagnostic diagnostic) => diagnostic.Location == Location.None
            ? ""
            : text.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);
    }

    public static SchemaRow RowOf(SchemaFinding finding) => Rows.First(row => row.Matches(finding));

    /// <summary>The expected verdict on a policy with these findings; without findings, the schema accepts it.
    /// </summary>
    public static SchemaVerdict Of(IEnumerable<SchemaFinding> findings)
    {
        SchemaVerdict[] verdicts = [.. findings.Select(finding => RowOf(finding).Verdict)];
        return verdicts.Contains(SchemaVerdict.NotComparable) ? SchemaVerdict.NotComparable
            : verdicts.Contains(SchemaVerdict.Rejects) ? SchemaVerdict.Rejects
            : verdicts.Contains(SchemaVerdict.Either) ? SchemaVerdict.Either
            : SchemaVerdict.Accepts;
    }

    [GeneratedRegex("""^"(accessKey|appId|apiKey|appKey|role|serverUrl)" is missing: (an app|a token endpoint) """)]
    private static partial Regex MissingMemberOfApi();

    [GeneratedRegex("(^enablex tokens )|( dialect (100ms|enablex|livekit)[ :])")]
    private static partial Regex AboutBuiltInDialect();

    [GeneratedRegex(@"^\{app\.(accessKey|appId|apiKey)\}$")]
    private static partial Regex PublicIdPlaceholder();

    [GeneratedRegex("^(wss?|https?)://", RegexOptions.IgnoreCase)]
    private static partial Regex ServerUrlScheme();
}
