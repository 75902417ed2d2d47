using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Generated rules and claims are what a slow and obvious interpreter makes of the same text.</summary>
public class InterpreterTests
{
    private const int RequestCount = 1_000_000;

    private static readonly string[] Samples =
        [SamplePolicies.Project, SamplePolicies.Small, SamplePolicies.Rich, SamplePolicies.LiveKit];

    [Fact]
    public void Decisions_on_a_million_requests_match_the_reference_interpreter() => RandomPolicies.Any.Array[5].Sample(
        random =>
        {
            string[] policies = [.. Samples, .. random];
            IReadOnlyList<CompiledPolicy> compiled = CompiledPolicies.LoadAll(policies);
            var outcomes = new Dictionary<(string Denial, string SetBy), int>();
            for (int i = 0; i < policies.Length; i++)
                Compare(policies[i], compiled[i], RequestCount / policies.Length + 1, outcomes);
            // Eight denials, five sources of a life: none of them is rare.
            Assert.Equal(13, outcomes.Count);
            Assert.All(outcomes, outcome => Assert.InRange(outcome.Value, 1_000, RequestCount));
        },
        iter: 1, threads: 1);

    [Fact]
    public void Claims_match_the_reference_interpreter()
    {
        (CompiledPolicy, SlowInterpreter)[] policies =
            [.. CompiledPolicies.LoadAll(Samples).Zip(Samples.Select(text => new SlowInterpreter(text)))];
        (App App, Role Role, SlowInterpreter Slow)[] roles =
        [
            .. policies.SelectMany(policy => policy.Item1.Apps, (policy, app) => (app, policy.Item2))
                .SelectMany(pair => pair.app.Roles, (pair, role) => (pair.app, role, pair.Item2)),
        ];
        Gen.Select(Gen.Int[0, roles.Length - 1], TokenValues.Any).Sample(
            (place, values) =>
            {
                (App app, Role role, SlowInterpreter slow) = roles[place];
                string payload = values.Write(role);
                JsonObject expected = SlowClaims.Of(slow, app.Name, role.Name, values);
                Assert.True(JsonNode.DeepEquals(expected, ParseOnce(payload)), $"{payload}\n{expected}");
            },
            iter: 4_000);
    }

    /// <summary>A payload in which no name stands twice.</summary>
    private static JsonNode? ParseOnce(string payload) => JsonNode.Parse(
        payload, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });

    private static void Compare(
        string policy, CompiledPolicy compiled, int requestCount, Dictionary<(string, string), int> outcomes)
    {
        var slow = new SlowInterpreter(policy);
        var random = new Random(policy.Length);
        (string App, string Room, string Role)[] places =
            [.. slow.Known, .. slow.Known.Take(2).SelectMany(Strangers), .. slow.Known.SelectMany(OfPattern)];
        for (int i = 0; i < requestCount; i++)
        {
            (string app, string room, string role) = places[random.Next(places.Length)];
            SlowTerms terms =
                slow.FindTerms((app, slow.FindRoom(app, room) ?? "", role)) ?? slow.FindTerms(slow.Known.First())!;
            long at = InstantNear(terms, random);
            long? asked = LifeNear(terms, at, random);

            SlowDecision expected = slow.Decide(app, room, role, at, asked);
            SlowDecision actual = Decide(compiled.FindApp(Encoding.UTF8.GetBytes(app))!, room, role, at, asked);
            if (expected != actual)
                Assert.Fail(
                    $"{app} {room} {role} at {at} asks {asked}: {actual}, not {expected}, by {terms} in {policy}");
            (string, string) outcome = (expected.Denial, expected.SetBy);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }
    }

    /// <summary>Rooms and roles that are not there, in an app that is.</summary>
    private static IEnumerable<(string App, string Room, string Role)> Strangers(
        (string App, string Room, string Role) known) =>
        [(known.App, known.Room + "-", known.Role), (known.App, known.Room, known.Role + "-"), (known.App, "", "")];

    /// <summary>Names that begin as a pattern says, and some that cannot be a room's.</summary>
    private static IEnumerable<(string App, string Room, string Role)> OfPattern(
        (string App, string Room, string Role) known) =>
        known.Room.EndsWith('*')
            ? new[] { "x", "-1", "é", new string('x', 256) }
                .Select(end => (known.App, known.Room[..^1] + end, known.Role))
            : [];

    private static SlowDecision Decide(App app, string room, string role, long at, long? asked)
    {
        if (!app.TryFindRoom(Encoding.UTF8.GetBytes(room), out Room found))
            return new(DenialNames.Of(Denial.UnknownRoom), 0, "");
        if (app.FindRole(Encoding.UTF8.GetBytes(role)) is not { } foundRole)
            return new(DenialNames.Of(Denial.UnknownRole), 0, "");
        Decision decision = Rules.Decide(foundRole.Constraints, found.Constraints, at, asked ?? Rules.DefaultLifetime);
        return new(
            DenialNames.Of(decision.Denial), decision.LifetimeSeconds,
            decision.IsAllowed ? decision.SetBy.ToString() : "");
    }

    /// <summary>An instant at which something begins or ends, or a second beside it, or any in between.</summary>
    private static long InstantNear(SlowTerms terms, Random random) => random.Next(4) switch
    {
        0 => terms.Opens + random.Next(-1, 2),
        1 => terms.Ends + random.Next(-2, 2),
        2 => terms.Opens + random.NextInt64(Math.Max(1, terms.Ends - terms.Opens)),
        _ => terms.Ends - random.Next(1, 100_000),
    };

    /// <summary>None, or a life at a limit, or a second beside it.</summary>
    private static long? LifeNear(SlowTerms terms, long at, Random random)
    {
        long near = random.Next(7) switch
        {
            0 => 0,
            1 => terms.Min,
            2 => terms.Default,
            3 => terms.Max,
            4 => terms.Cap,
            5 => terms.Ends - at,
            _ => random.NextInt64(1, terms.Max * 2),
        };
        long asked = near + random.Next(-1, 2);
        return asked > 0 && near > 0 ? asked : null;
    }
}
