using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Runs the policy's tests of one app; if the app has errors, its tests do not run.</summary>
internal sealed class PolicyTestRunner(AppModel? app)
{
    private Dictionary<string, RoomModel>? _rooms;
    private Dictionary<string, int>? _roles;
    private string[]? _declaredRoomIds;

    private Dictionary<string, RoomModel> Rooms => _rooms ??= app!.Rooms.Named.ToDictionary(room => room.Id);

    private string[] DeclaredRoomIds => _declaredRoomIds ??= app!.Rooms.DeclaredIds;

    private Dictionary<string, int> Roles => _roles ??= Enumerable.Range(0, app!.Roles.Count)
        .ToDictionary(index => app.Roles[index].Name);

    public void Run(ObjectBinder test, TestedRequest request, Expectation expected)
    {
        if (app is null || !HasReferences(test, request.Room, request.Role, expected))
            return;
        if (FindRoom(request.Room.Text) is { Type.Kind: RoomKind.Scheduled } && request.AtSeconds is null)
        {
            test.ReportMissing("at", "a test of a scheduled room");
            return;
        }
        Decision decision = Decide(request);
        if (decision.Denial != expected.Denial)
            Fail(expected.Denial == Denial.None || decision.IsAllowed ? "expect" : "reason");
        else if (expected.LifetimeSeconds is { } lifetime && decision.LifetimeSeconds != lifetime)
            Fail("expiry");

        void Fail(string member) => test.Diagnostics.Report(
            PolicyDiagnostics.TestFailed, test.Find(member)!.Value.Value.Token, Describe(decision, expected));
    }

    /// <summary>Unknown names are errors, unless the test expects exactly that denial.</summary>
    private bool HasReferences(ObjectBinder test, JsonNode room, JsonNode role, Expectation expected)
    {
        int errorsBefore = test.Diagnostics.ErrorCount;
        if (expected.Denial != Denial.UnknownRoom)
            Check(room, "room", FindRoom(room.Text) is not null, DeclaredRoomIds);
        if (expected.Denial is not (Denial.UnknownRole or Denial.UnknownRoom))
            Check(role, "role", Roles.ContainsKey(role.Text), Roles.Keys);
        return test.Diagnostics.ErrorCount == errorsBefore;

        void Check(JsonNode name, string what, bool exists, IReadOnlyCollection<string> names)
        {
            if (!exists)
                test.Diagnostics.ReportUnknown(what, name, names);
        }
    }

    private Decision Decide(TestedRequest request)
    {
        if (FindRoom(request.Room.Text) is not { } room)
            return Decision.Deny(Denial.UnknownRoom);
        if (!Roles.TryGetValue(request.Role.Text, out int role))
            return Decision.Deny(Denial.UnknownRole);
        return Rules.Decide(
            new(role, app!.Roles[role].Expiry), room.Constraints, request.AtSeconds ?? 0, request.RequestedSeconds);
    }

    /// <summary>A policy room, or otherwise the room of a pattern.</summary>
    private Room? FindRoom(string name)
    {
        if (Rooms.TryGetValue(name, out RoomModel room))
            return RoomOf(room.Type, room.StartsAtSeconds, room.DurationSeconds);
        return app!.Rooms.FindPattern(name) is { } pattern
            ? RoomOf(pattern.Type, pattern.StartsAtSeconds, pattern.DurationSeconds)
            : null;
    }

    private Room RoomOf(int typeIndex, long startsAtSeconds, long durationSeconds)
    {
        RoomTypeModel type = app!.RoomTypes[typeIndex];
        return new(
            new RoomType
            {
                Name = type.Name,
                Kind = type.Kind,
                RolesAllowed = type.RolesAllowed,
                OpensBeforeSeconds = type.OpensBeforeSeconds,
                ExpiryMaxSeconds = type.ExpiryMaxSeconds,
            },
            startsAtSeconds, durationSeconds);
    }

    /// <summary>The first rule with an unexpected result: the one that denied, or the expected one that did
    /// not.</summary>
    private static string Describe(in Decision decision, Expectation expected)
    {
        string lifetime = Duration.ToText(decision.LifetimeSeconds);
        if (decision.IsAllowed && expected.Denial == Denial.None)
            return $"the lifetime is {lifetime}, set by {LifetimeSources.Describe(decision.SetBy)}";
        string outcome = decision.IsAllowed
            ? $"a token for {lifetime} is issued"
            : $"the rule {DenialNames.Of(decision.Denial)} denies";
        if (expected.Denial == Denial.None)
            return outcome;
        return RuleList.Verdict(expected.Denial, decision) == RuleVerdict.Passed
            ? $"the rule {DenialNames.Of(expected.Denial)} does not deny, {outcome}"
            : $"{outcome} first";
    }
}
