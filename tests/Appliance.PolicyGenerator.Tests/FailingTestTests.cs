using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The message of a failed policy test: the first rule that decided otherwise, or what set the lifetime.
/// </summary>
public class FailingTestTests
{
    private const string Policy = """
        { "policy": 1, "apps": { "web": {
          "dialect": "100ms", "accessKey": "key-1", "secret": "env:A",
          "roles": {
            "host": { "grants": [], "expiry": { "min": "10m", "default": "1h", "max": "2h" } },
            "guest": { "grants": [], "expiry": { "default": "1h", "max": "2h", "onExcess": "clamp" } }
          },
          "roomTypes": {
            "open": { "kind": "permanent", "roles": ["host", "guest"] },
            "short": { "kind": "permanent", "roles": ["guest"], "expiry": { "max": "90m" } },
            "meeting": { "kind": "scheduled", "roles": ["host"] }
          },
          "rooms": {
            "open": { "type": "open" }, "short": { "type": "short" },
            "meeting": { "type": "meeting", "start": "2040-01-01T10:00:00Z", "duration": "30m" }
          }
        } },
        "tests": [{ "app": "web", CASE }] }
        """;

    [Theory]
    [InlineData("'room': 'short', 'role': 'host', 'expect': 'allow'", "the rule role-not-allowed-in-room denies")]
    [InlineData("'room': 'open', 'role': 'host', 'requestedExpiry': '3h', 'expect': 'allow'",
        "the rule expiry-too-long denies")]
    [InlineData("'room': 'meeting', 'role': 'host', 'at': '2040-01-01T10:29:00Z', 'requestedExpiry': '10m', "
        + "'expect': 'allow'", "the rule expiry-past-room-end denies")]
    [InlineData("'room': 'open', 'role': 'host', 'expect': 'deny', 'reason': 'room-over'",
        "the rule room-over does not deny, a token for 1h is issued")]
    [InlineData("'room': 'meeting', 'role': 'host', 'at': '2040-01-01T09:44:59Z', 'expect': 'deny', "
        + "'reason': 'room-over'", "the rule room-not-open-yet denies first")]
    [InlineData("'room': 'meeting', 'role': 'host', 'at': '2040-01-01T10:30:00Z', 'expect': 'deny', "
        + "'reason': 'room-not-open-yet'", "the rule room-not-open-yet does not deny, the rule room-over denies")]
    [InlineData("'room': 'open', 'role': 'host', 'expect': 'allow', 'expiry': '2h'",
        "the lifetime is 1h, set by the role's default")]
    [InlineData("'room': 'open', 'role': 'host', 'requestedExpiry': '20m', 'expect': 'allow', 'expiry': '2h'",
        "the lifetime is 20m, set by the request")]
    [InlineData("'room': 'open', 'role': 'guest', 'requestedExpiry': '3h', 'expect': 'allow', 'expiry': '3h'",
        "the lifetime is 2h, set by the role's max")]
    [InlineData("'room': 'short', 'role': 'guest', 'requestedExpiry': '3h', 'expect': 'allow', 'expiry': '3h'",
        "the lifetime is 90m, set by the room type's max")]
    [InlineData("'room': 'meeting', 'role': 'host', 'at': '2040-01-01T10:00:00Z', 'expect': 'allow', 'expiry': '1h'",
        "the lifetime is 30m, set by the room's end")]
    public void Failed_policy_test_names_the_deciding_rule_or_lifetime_source(string test, string message)
    {
        string policy = Policy.Replace("CASE", test.Replace('\'', '"'));
        Diagnostic diagnostic = Assert.Single(GeneratorHarness.Run(policy).Diagnostics);
        Assert.Equal(
            $"TAP030: The policy test failed because {message}: correct the policy or the test",
            $"{diagnostic.Id}: {diagnostic.GetMessage(null)}");
    }
}
