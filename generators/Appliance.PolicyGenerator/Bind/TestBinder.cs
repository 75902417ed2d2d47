using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds the policy's tests and, if the app is valid, runs them with the production rules.</summary>
internal static class TestBinder
{
    private static readonly string[] Members =
        ["app", "room", "role", "at", "requestedExpiry", "expect", "expiry", "reason"];
    private static readonly string[] Verdicts = ["allow", "deny"];

    private static readonly string[] Reasons = [.. RuleList.InOrder.Select(DenialNames.Of)];

    public static void BindAll(BoundPolicy policy, DiagnosticBag diagnostics, CancellationToken cancellation)
    {
        JsonNode? list = policy.Root.Find("tests", JsonTokenKind.ArrayStart);
        if (list is null)
            return;
        Dictionary<string, PolicyTestRunner> runners =
            policy.Apps.ToDictionary(app => app.Name, app => new PolicyTestRunner(app.Model));
        foreach (JsonNode item in list.Items)
        {
            cancellation.ThrowIfCancellationRequested();
            Bind(item, runners, diagnostics);
        }
    }

    private static void Bind(JsonNode item, Dictionary<string, PolicyTestRunner> apps, DiagnosticBag diagnostics)
    {
        int errorsBefore = diagnostics.ErrorCount;
        var test = new ObjectBinder(item, item.Token, "a test", Members, diagnostics);
        JsonNode? app = test.Require("app", JsonTokenKind.String);
        JsonNode? room = test.Require("room", JsonTokenKind.String);
        JsonNode? role = test.Require("role", JsonTokenKind.String);
        long? at = Instants.Find(test, "at");
        long? requested = Durations.Find(test, "requestedExpiry", secondsMin: 1);
        Expectation? expected = BindExpectation(test);
        if (app is not null && !apps.ContainsKey(app.Text))
            test.Diagnostics.ReportUnknown("app", app, apps.Keys);
        bool isValid = test.Diagnostics.ErrorCount == errorsBefore;
        if (isValid && app is not null && room is not null && role is not null && expected is not null)
            apps[app.Text].Run(test, new(room, role, at, requested ?? Rules.DefaultLifetime), expected);
    }

    private static Expectation? BindExpectation(ObjectBinder test)
    {
        JsonNode? expect = test.Require("expect", JsonTokenKind.String);
        int verdict = expect is null ? -1 : test.FindKeyword("expect", "a verdict", Verdicts);
        long? lifetime = Durations.Find(test, "expiry", secondsMin: 1);
        int reason = test.FindKeyword("reason", "a reason", Reasons);
        if (verdict < 0)
            return null;
        bool allows = verdict == 0;
        if (allows && test.Find("reason") is { } uselessReason)
            test.Diagnostics.Report(
                PolicyDiagnostics.TestMeaningless, uselessReason.NameToken,
                "A test that expects \"allow\" has no reason to check: remove \"reason\"");
        if (!allows && test.Find("expiry") is { } uselessExpiry)
            test.Diagnostics.Report(
                PolicyDiagnostics.TestMeaningless, uselessExpiry.NameToken,
                "A test that expects \"deny\" has no lifetime to check: remove \"expiry\"");
        if (!allows && test.Find("reason") is null)
            test.ReportMissing("reason", "a test that expects a denial");
        return new(allows || reason < 0 ? Denial.None : RuleList.InOrder[reason], lifetime);
    }
}

/// <summary>The request of a test.</summary>
internal sealed record TestedRequest(JsonNode Room, JsonNode Role, long? AtSeconds, long RequestedSeconds);

/// <summary>The expected result of a test: a denial, or none and optionally a lifetime.</summary>
internal sealed record Expectation(Denial Denial, long? LifetimeSeconds);
