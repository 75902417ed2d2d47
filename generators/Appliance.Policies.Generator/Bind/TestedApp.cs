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

    public void Run(ObjectBinder test, TestedRequest request, Expectation expected)
    {
        if (app is null || !HasReferences(test, request.Room, request.Role, expected))
            return;
        if (Rooms.TryGetValue(request.Room.Text, out RoomModel model)
            && app.RoomTypes[model.Type].Kind == RoomKind.Scheduled && request.AtSeconds is null)
        {
            test.ReportMissing("at", "a test of a scheduled room");
            return;
        }
        Decision decision = Decide(request);
        if (decision.Denial != expected.Denial)
            Fail(expected.Denial == Denial.None || decision.IsAllowed ? "expect" : "reason");
        else if (expected.LifeSeconds is { } life && decision.LifeSeconds != life)
            Fail("expiry");

        void Fail(string member) => test.Problems.Report(
            PolicyProblems.TestFailed, test.Find(member)!.Value.Value.Token, Describe(decision, expected));
    }

    /// <summary>Names that are not there are mistakes, unless it is just that which the test expects.</summary>
    private bool HasReferences(ObjectBinder test, JsonNode room, JsonNode role, Expectation expected)
    {
        int problemsBefore = test.Problems.ErrorCount;
        if (expected.Denial != Denial.UnknownRoom)
            Check(room, "room", Rooms.ContainsKey(room.Text), Rooms.Keys);
        if (expected.Denial is not (Denial.UnknownRole or Denial.UnknownRoom))
            Check(role, "role", Roles.ContainsKey(role.Text), Roles.Keys);
        return test.Problems.ErrorCount == problemsBefore;

        void Check(JsonNode name, string what, bool isThere, IReadOnlyCollection<string> names)
        {
            if (!isThere)
                test.Problems.Report(
                    PolicyProblems.UnknownReference, name.Token, what, name.Text, NearMiss.Hint(name.Text, names));
        }
    }

    private Decision Decide(TestedRequest request)
    {
        if (!Rooms.TryGetValue(request.Room.Text, out RoomModel model))
            return Decision.Deny(Denial.UnknownRoom);
        if (!Roles.TryGetValue(request.Role.Text, out int role))
            return Decision.Deny(Denial.UnknownRole);
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
        return Rules.Decide(
            new(role, app.Roles[role].Expiry), room.Terms, request.AtSeconds ?? 0, request.RequestedSeconds);
    }

    /// <summary>The first rule that decided otherwise: the one that denied, or the expected one that did not.</summary>
    private static string Describe(in Decision decision, Expectation expected)
    {
        string life = Duration.ToText(decision.LifeSeconds);
        if (decision.IsAllowed && expected.Denial == Denial.None)
            return $"the token lives for {life}, set by {LifeSources.Describe(decision.SetBy)}";
        string outcome = decision.IsAllowed
            ? $"a token for {life} is issued"
            : $"the rule {DenialNames.Of(decision.Denial)} denies";
        if (expected.Denial == Denial.None)
            return outcome;
        return RuleList.Verdict(expected.Denial, decision) == RuleVerdict.Passed
            ? $"the rule {DenialNames.Of(expected.Denial)} does not deny, {outcome}"
            : $"{outcome} first";
    }
}
