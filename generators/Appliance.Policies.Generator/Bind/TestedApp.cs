using Appliance.Policy.Generator.Model;
using Appliance.Policy.Generator.Problems;
using Appliance.Policy.Generator.Read;

namespace Appliance.Policy.Generator.Bind;

/// <summary>An app as the policy's tests ask it; one that is not sound has its problems first.</summary>
internal sealed class TestedApp(AppModel? app)
{
    private Dictionary<string, RoomModel>? _rooms;
    private Dictionary<string, int>? _roles;

    private Dictionary<string, RoomModel> Rooms => _rooms ??= app!.Rooms.ToDictionary(room => room.Id);

    private Dictionary<string, int> Roles => _roles ??= Enumerable.Range(0, app!.Roles.Count)
        .ToDictionary(index => app.Roles[index].Name);

    public void Run(ObjectBinder test, JsonNode room, JsonNode role, long? at, Expectation expected)
    {
        if (app is null || !HasReferences(test, room, role, expected))
            return;
        if (Rooms.TryGetValue(room.Text, out RoomModel model)
            && app.RoomTypes[model.Type].Kind == RoomKind.Scheduled && at is null)
        {
            test.ReportMissing("at", "a test of a scheduled room");
            return;
        }
        Decision decision = Decide(room.Text, role.Text, at ?? 0);
        if (decision.Denial != expected.Denial)
            Fail(expected.Denial == Denial.None || decision.IsAllowed ? "expect" : "reason");
        else if (expected.LifeSeconds is { } life && decision.LifeSeconds != life)
            Fail("expiry");

        void Fail(string member) => test.Problems.Report(
            PolicyProblems.TestFailed, test.Find(member)!.Value.Value.Token, Describe(decision));
    }

    /// <summary>Names that are not there are mistakes, unless it is just that which the test expects.</summary>
    private bool HasReferences(ObjectBinder test, JsonNode room, JsonNode role, Expectation expected)
    {
        int problemsBefore = test.Problems.Count;
        if (expected.Denial != Denial.UnknownRoom)
            Check(room, "room", Rooms.ContainsKey(room.Text), Rooms.Keys);
        if (expected.Denial is not (Denial.UnknownRole or Denial.UnknownRoom))
            Check(role, "role", Roles.ContainsKey(role.Text), Roles.Keys);
        return test.Problems.Count == problemsBefore;

        void Check(JsonNode name, string what, bool isThere, IReadOnlyCollection<string> names)
        {
            if (!isThere)
                test.Problems.Report(
                    PolicyProblems.UnknownReference, name.Token, what, name.Text, NearMiss.Hint(name.Text, names));
        }
    }

    private Decision Decide(string roomId, string roleName, long nowSeconds)
    {
        if (!Rooms.TryGetValue(roomId, out RoomModel model))
            return new(Denial.UnknownRoom, 0);
        if (!Roles.TryGetValue(roleName, out int role))
            return new(Denial.UnknownRole, 0);
        RoomTypeModel type = app!.RoomTypes[model.Type];
        var room = new Room(
            new RoomType
            {
                Name = type.Name,
                Kind = type.Kind,
                RolesAllowed = type.RolesAllowed,
                OpensBeforeSeconds = type.OpensBeforeSeconds,
                ExpiryMaxSeconds = type.ExpiryMaxSeconds,
            },
            model.StartsAtSeconds, model.DurationSeconds);
        return Rules.Decide(new(role, app.Roles[role].Expiry), room.Terms, nowSeconds, Rules.DefaultLife);
    }

    private static string Describe(Decision decision) => decision.IsAllowed
        ? $"it allows a token for {Durations.ToText(decision.LifeSeconds)}"
        : $"it denies, by the rule {DenialNames.Of(decision.Denial)}";
}
