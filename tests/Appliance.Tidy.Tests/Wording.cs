using System.Text.RegularExpressions;

namespace Appliance.Tidy.Tests;

/// <summary>
/// Words and constructions that hide a term of the field or a sentence's subject. Each row has what to write instead.
/// </summary>
internal static partial class Wording
{
    /// <summary>Matched without regard to case, as whole words.</summary>
    private static readonly (string Pattern, string Instead)[] Rows =
    [
        ("who(m)?ever", "name the party: client, caller, operator, back end"),
        ("(no|some)body", "no client, no thread, a caller"),
        ("(?<!begin-)anew", "again, from scratch"),
        ("of late", "recently"),
        ("at a stroke", "atomically, at once"),
        ("for ever", "forever, without limit"),
        ("mend(s|ed|ing)?", "fix"),
        ("(see|sees|seen|saw) to (it|the|its|their|both|that)", "check, ensure"),
        ("honou?r(s|ed|ing)?", "accept, redeem"),
        ("unfit", "invalid, unusable"),
        ("good again", "valid again"),
        ("ma(de|ke|kes|king) up", "generate, consist of"),
        ("left alone", "unchanged"),
        ("last words?", "final response"),
        ("of (its|their|his) own", "separate, dedicated, own X"),
        ("of ours|our own", "the appliance's"),
        ("in (the|its|their) place of", "instead of"),
        ("there (is|are|was|were) none", "absent, missing, null"),
        ("of whom|by whom|to whom|for whom", "name the party"),
        ("thereof|therein|thereby|whereby|whence|thence|hence|lest|hitherto|henceforth", "plain words"),
        ("for good", "permanently"),
        ("as good as", "equivalent to"),
        ("tells? apart", "distinguish"),
        ("(is|are) told", "receives, is notified"),
        ("of old", "older, previous"),
        ("goes? by", "uses"),
        ("held back|holds? back", "rate-limited, delayed, rejected"),
        ("at hand", "available"),
        ("for want of", "without, because X is missing"),
        ("makes? place", "evict"),
        ("warned of", "warning: X; warns about"),
        ("all the same", "nevertheless"),
        ("in vain", "without effect"),
        ("(is|are) gone", "missing, removed, closed"),
        ("anybody", "any client"),
        ("likewise|once more", "also, again"),
        ("what there is", "name it"),
    ];

    private static readonly Regex Words = new(
        $@"\b(?:{string.Join('|', Rows.Select(row => row.Pattern))})\b",
        RegexOptions.IgnoreCase | RegexOptions.Compiled | RegexOptions.CultureInvariant);

    /// <summary>A relative clause without a noun as the subject of a sentence, as a whole docstring, or at the start of
    /// a test's name: "What is left is dropped."</summary>
    [GeneratedRegex("""
        (?:^\s*(?://+|<!--|[-*|])?\s*|[.:;]\s+)
        (?:Who\s\w+|What\s+(?:is|was|are|were|has|had|have|may|must|can|cannot|could|comes?|came|does|goes|gets
            |wants|needs|waits|it|they|there|remains|belongs|follows?|no|one)\s)
        | <(?:summary|returns|param\sname="\w+")>\s*(?:Who|What)\s
        | (?:void|Task)\s(?:Who|What)\s
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex HeadlessClause { get; }

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex QuotedNames { get; }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|_")]
    private static partial Regex WordBoundaries { get; }

    /// <summary>The first offence in a text; null if it has none.</summary>
    /// <param name="text">A line of prose or of code. Identifiers are split at underscores and capitals; names in
    /// backticks are quotations.</param>
    public static string? OffenceIn(string text)
    {
        text = QuotedNames.Replace(text, "``");
        string split = WordBoundaries.Replace(text, " ");
        Match word = Words.Match(text);
        if (!word.Success)
            word = Words.Match(split);
        if (word.Success)
            return $"\"{word.Value}\": write {InsteadOf(word.Value)}";
        Match clause = HeadlessClause.Match(split);
        return clause.Success && !text.Contains('?') ? $"\"{clause.Value.Trim()} …\": name the subject" : null;
    }

    private static string InsteadOf(string word) => Rows.First(row => Regex.IsMatch(
        word, $"^(?:{row.Pattern})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)).Instead;
}
