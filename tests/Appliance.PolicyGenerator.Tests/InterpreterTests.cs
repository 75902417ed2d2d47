using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Appliance.TestKit;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Compares generated rules and claims with a reference interpreter of the same policy.</summary>
public class InterpreterTests
{
    private static readonly int RequestCount = 200_000 * TestScale.Factor;

    private static readonly string[] Samples =
        [SamplePolicies.Project, SamplePolicies.Small, SamplePolicies.Rich, SamplePolicies.LiveKit];

    [Fact]
    public void Decisions_on_many_requests_match_the_reference_interpreter() => RandomPolicies.Any.Array[5].Sample(
        random =>
        {
            string[] policies = [.. Samples, .. random];
            IReadOnlyList<CompiledPolicy> compiled = CompiledPolicies.LoadAll(policies);
            var outcomes = new Dictionary<(string Denial, string SetBy), int>();
            for (int i = 0; i < policies.Length; i++)
                Compare(policies[i], compiled[i], RequestCount / policies.Length + 1, outcomes);
            // Eight denials and five lifetime sources, each frequent enough to be meaningful.
            Assert.Equal(13, outcomes.Count);
            Assert.All(outcomes, outcome => Assert.InRange(outcome.Value, RequestCount / 1_000, RequestCount));
        },
        iter: 1, threads: 1);

    [Fact]
    public void Claims_match_the_reference_interpreter()
    {
        (CompiledPolicy, ReferenceInterpreter)[] policies =
            [.. CompiledPolicies.LoadAll(Samples).Zip(Samples.Select(text => new ReferenceInterpreter(text)))];
        (App App, Role Role, ReferenceInterpreter Reference)[] roles =
        [
            .. policies.SelectMany(policy => policy.Item1.Apps, (policy, app) => (app, policy.Item2))
                .SelectMany(pair => pair.app.Roles, (pair, role) => (pair.app, role, pair.Item2)),
        ];
        Gen.Select(Gen.Int[0, roles.Length - 1], TokenValues.Any).Sample(
            (index, values) =>
            {
                (App app, Role role, ReferenceInterpreter reference) = roles[index];
                string payload = values.Write(role);
                JsonObject expected = ReferenceClaims.Of(reference, app.Name, role.Name, values);
                Assert.True(JsonNode.DeepEquals(expected, ParseWithoutDuplicates(payload)), $"{payload}\n{expected}");
            },
            iter: 4_000);
    }

    private static JsonNode? ParseWithoutDuplicates(string payload) => JsonNode.Parse(
        payload, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });

    private static void Compare(
        string policy, CompiledPolicy compiled, int requestCount, Dictionary<(string, string), int> outcomes)
    {
        var reference = new ReferenceInterpreter(policy);
        var random = new Random(policy.Length);
        (string App, string Room, string Role)[] requests =
        [
            .. reference.Known, .. reference.Known.Take(2).SelectMany(WithUnknownNames),
            .. reference.Known.SelectMany(WithNamesOfPattern),
        ];
        for (int i = 0; i < requestCount; i++)
        {
            (string app, string room, string role) = requests[random.Next(requests.Length)];
            ReferenceConstraints constraints =
                reference.FindConstraints((app, reference.FindRoom(app, room) ?? "", role))
                ?? reference.FindConstraints(reference.Known.First())!;
            long at = InstantNear(constraints, random);
            long? requested = LifetimeNear(constraints, at, random);

            ReferenceDecision expected = reference.Decide(app, room, role, at, requested);
            App compiledApp = compiled.FindApp(Encoding.UTF8.GetBytes(app))!;
            ReferenceDecision actual = Decide(compiledApp, room, role, at, requested);
            if (expected != actual)
                Assert.Fail(
                    $"{app} {room} {role} at {at}, requested {requested}: expected {expected}, got {actual}\n"
                    + $"{constraints}\n{policy}");
            (string, string) outcome = (expected.Denial, expected.SetBy);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }
    }

    /// <summary>Unknown rooms and roles of an existing app.</summary>
    private static IEnumerable<(string App, string Room, string Role)> WithUnknownNames(
        (string App, string Room, string Role) known) =>
        [(known.App, known.Room + "-", known.Role), (known.App, known.Room, known.Role + "-"), (known.App, "", "")];

    /// <summary>Room names that match a pattern; one of them is too long for a room name.</summary>
    private static IEnumerable<(string App, string Room, string Role)> WithNamesOfPattern(
        (string App, string Room, string Role) known) =>
        known.Room.EndsWith('*')
            ? new[] { "x", "-1", "é", new string('x', 256) }
                .Select(end => (known.App, known.Room[..^1] + end, known.Role))
            : [];

    private static ReferenceDecision Decide(App app, string room, string role, long at, long? requested)
    {
        if (!app.TryFindRoom(Encoding.UTF8.GetBytes(room), out Room found))
            return new(DenialNames.Of(Denial.UnknownRoom), 0, "");
        if (app.FindRole(Encoding.UTF8.GetBytes(role)) is not { } foundRole)
            return new(DenialNames.Of(Denial.UnknownRole), 0, "");
        Decision decision = Rules.Decide(
            foundRole.Constraints, found.Constraints, at, requested ?? Rules.DefaultLifetime);
        return new(
            DenialNames.Of(decision.Denial), decision.LifetimeSeconds,
            decision.IsAllowed ? decision.SetBy.ToString() : "");
    }

    /// <summary>An instant within a second of the opening or the end, or a random one between or before them.</summary>
    private static long InstantNear(ReferenceConstraints constraints, Random random) => random.Next(4) switch
    {
        0 => constraints.Opens + random.Next(-1, 2),
        1 => constraints.Ends + random.Next(-2, 2),
        2 => constraints.Opens + random.NextInt64(Math.Max(1, constraints.Ends - constraints.Opens)),
        _ => constraints.Ends - random.Next(1, 100_000),
    };

    /// <summary>A lifetime within a second of a limit, a random one, or null.</summary>
    private static long? LifetimeNear(ReferenceConstraints constraints, long at, Random random)
    {
        long near = random.Next(7) switch
        {
            0 => 0,
            1 => constraints.Min,
            2 => constraints.Default,
            3 => constraints.Max,
            4 => constraints.Cap,
            5 => constraints.Ends - at,
            _ => random.NextInt64(1, constraints.Max * 2),
        };
        long requested = near + random.Next(-1, 2);
        return requested > 0 && near > 0 ? requested : null;
    }
}
