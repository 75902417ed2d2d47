using Microsoft.CodeAnalysis;

namespace Appliance.Policy.Generator.Tests;

/// <summary>What is unusual and yet allowed: no problem, and code that compiles.</summary>
public class GoodPolicyTests
{
    private const string KitWithRoom =
        "\"video-conferencing\",\n      \"rooms\": { \"archive\": { \"type\": \"conference\" } }";

    [Theory]
    [InlineData("a schedule in another zone", "2040-01-01T10:00:00Z", "2040-01-01T12:00:00+02:00")]
    [InlineData("lower-case RFC 3339", "2040-01-01T10:00:00Z", "2040-01-01t10:00:00z")]
    [InlineData("every origin", "https://web.example", "*")]
    [InlineData("an IPv6 origin", "https://web.example", "http://[::1]:8080")]
    [InlineData("no name at all", ", \"name\": \"Lobby\"", "")]
    [InlineData("a name in any script", "Lobby", "会議室 😀 \\u00e9 \\ud83d\\ude00 \\\" \\\\ \\n")]
    [InlineData("a longer life than usual", "\"grants\": [\"subscribe\"]",
        "\"grants\": [], \"expiry\": { \"max\": \"90d\" }")]
    [InlineData("a least life above the usual one", "\"max\": \"2h\"", "\"max\": \"2d\"")]
    [InlineData("opening at the start", "5m", "0s")]
    [InlineData("a role that starts with a digit", "\"guest\": {",
        "\"2nd.guest_x\": { \"grants\": [] }, \"guest\": {")]
    [InlineData("a role of dots", "\"guest\": {", "\"..\": { \"grants\": [] }, \"guest\": {")]
    [InlineData("a role named as generated code is", "\"guest\": {", "\"roles\": { \"grants\": [] }, \"guest\": {")]
    [InlineData("a role named as a member of object", "\"guest\": {", "\"Equals\": { \"grants\": [] }, \"guest\": {")]
    [InlineData("a role named as its class", "\"guest\": {", "\"host-role\": { \"grants\": [] }, \"guest\": {")]
    [InlineData("a type named as generated code is", "\"visit\": {",
        "\"room-types\": { \"kind\": \"adhoc\", \"roles\": [\"viewer\"] }, \"visit\": {")]
    [InlineData("an app named app", "\"desk\"", "\"app\"")]
    [InlineData("an app named compiled", "\"desk\"", "\"compiled\"")]
    [InlineData("an app named as a member of apps", "\"desk\"", "\"name\"")]
    [InlineData("an app named as a role's class", "\"desk\"", "\"viewer-role\"")]
    [InlineData("an app named current", "\"desk\"", "\"current\"")]
    [InlineData("an app named as a type of the vocabulary", "\"desk\"", "\"room-type\"")]
    [InlineData("an app named policies", "\"desk\"", "\"policies\"")]
    [InlineData("an app whose file name differs by case alone", "\"desk\"", "\"w-eb\"")]
    [InlineData("a kit's role with other grants", "\"starterKit\"",
        "\"roles\": { \"guest\": { \"grants\": [] } }, \"starterKit\"")]
    [InlineData("a kit's role with another expiry", "\"starterKit\"",
        "\"roles\": { \"guest\": { \"expiry\": { \"max\": \"1h\" } } }, \"starterKit\"")]
    [InlineData("a kit's type, recorded", "\"starterKit\"",
        "\"roomTypes\": { \"conference\": { \"recording\": true } }, \"starterKit\"")]
    [InlineData("a webinar", KitWithRoom, "\"webinar\"")]
    [InlineData("a live stream", KitWithRoom, "\"live-streaming\"")]
    [InlineData("an audio room", KitWithRoom, "\"audio-room\"")]
    public void It_compiles(string what, string original, string instead)
    {
        Assert.Contains(original, SamplePolicies.Small);
        int at = SamplePolicies.Small.IndexOf(original, StringComparison.Ordinal);
        var result = Generating.Run(SamplePolicies.Small.Remove(at, original.Length).Insert(at, instead));

        Assert.Empty(result.Diagnostics.Where(problem => problem.Severity == DiagnosticSeverity.Error)
            .Select(problem => $"{what}: {problem}"));
        Assert.Empty(Generating.ComplaintsAbout(result));
        Assert.Equal(5, result.GeneratedSources.Length);
    }

    [Theory]
    [InlineData("{ \"policy\": 1, \"apps\": {} }")]
    [InlineData("\uFEFF{\r\n\"apps\":{},\r\n\"policy\":1,\"tests\":[]}\r\n")]
    public void A_policy_without_apps_is_a_policy(string policy)
    {
        var result = Generating.Run(policy);
        Assert.Empty(result.Diagnostics);
        Assert.Empty(Generating.ComplaintsAbout(result));
    }

    [Theory]
    [InlineData("daily-standup", "DailyStandup")]
    [InlineData("viewer_on.stage", "ViewerOnStage")]
    [InlineData("100ms", "_100ms")]
    [InlineData("roomTypes", "RoomTypes_")]
    [InlineData("x", "X")]
    public void Names_are_Pascal_case_in_CSharp(string name, string identifier) =>
        Assert.Equal(identifier, Names.ToIdentifier(name));
}
