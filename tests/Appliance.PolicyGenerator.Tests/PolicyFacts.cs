using System.Text;
using System.Text.Json.Nodes;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Every property of a compiled policy as name and value, to compare two policies.</summary>
internal static class PolicyFacts
{
    private static readonly TokenValues AllValues = new("r", "u", "Ann", "m", "{}", "{}", "{}");
    private static readonly TokenValues RequiredValuesOnly = new("r");

    public static IReadOnlyDictionary<string, string> Of(CompiledPolicy policy)
    {
        var facts = new Dictionary<string, string>();
        foreach (App app in policy.Apps)
            Add(facts, app);
        return facts;
    }

    /// <summary>The differences: <c>name = value</c> for an added or changed fact, <c>-name</c> for a removed one.
    /// </summary>
    public static IEnumerable<string> Changes(
        IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        after.Where(fact => before.GetValueOrDefault(fact.Key) != fact.Value)
            .Select(fact => $"{fact.Key} = {fact.Value}")
            .Concat(before.Keys.Except(after.Keys).Select(name => $"-{name}"));

    private static void Add(Dictionary<string, string> facts, App app)
    {
        facts[$"{app.Name}.app"] = $"{app.Dialect} {app.Api} {app.PublicId} {app.TokenSecret} {app.ApiKey}".TrimEnd();
        facts[$"{app.Name}.header"] = Encoding.UTF8.GetString(app.TokenHeader);
        facts[$"{app.Name}.audience"] = Encoding.UTF8.GetString(app.Audience);
        TokenEndpoint endpoint = app.TokenEndpoint;
        facts[$"{app.Name}.endpoint"] = string.Join(
            ' ', [endpoint.Enabled ? "on" : "off", .. endpoint.AllowedOrigins, endpoint.Role, endpoint.Room,
                endpoint.ServerUrl]).TrimEnd();
        facts[$"{app.Name}.endpointRoles"] =
            endpoint.RolesAllowed == ulong.MaxValue ? "all" : RolesOf(app, endpoint.RolesAllowed);
        facts[$"{app.Name}.front"] = app.SampleFront ? "on" : "off";
        facts[$"{app.Name}.templates"] =
            string.Join(", ", app.TemplateIds.Select(template => $"{template.Id}: {template.Type.Name}"));
        Assert.All(app.TemplateIds, template => Assert.Contains(template.Type, app.RoomTypes));
        facts[$"{app.Name}.limit"] = $"{app.RateLimit?.PerSecond} {app.RateLimit?.Burst}".TrimEnd();
        facts[$"{app.Name}.previous"] = $"{app.PreviousTokenSecret}";
        facts[$"{app.Name}.leeway"] = $"{app.LeewaySeconds}";
        facts[$"{app.Name}.signed"] = $"{app.SignedLifetimeMaxSeconds}";
        facts[$"{app.Name}.rooms"] = $"{app.RoomsMax}";
        foreach (Role role in app.Roles)
            Add(facts, $"{app.Name}.{role.Name}", role);
        foreach (RoomType type in app.RoomTypes)
        {
            string name = $"{app.Name}.{type.Name}";
            facts[$"{name}.kind"] = $"{type.Kind}";
            facts[$"{name}.roles"] = RolesOf(app, type.RolesAllowed);
            facts[$"{name}.opensBefore"] = $"{type.OpensBeforeSeconds}";
            facts[$"{name}.session"] = $"{type.SessionSeconds}";
            facts[$"{name}.cap"] = $"{type.ExpiryMaxSeconds}";
            facts[$"{name}.singleUse"] = $"{type.SingleUse}";
            facts[$"{name}.recording"] = $"{type.Recording}";
        }
        for (int i = 0; i < app.RoomCount; i++)
        {
            string name = $"{app.Name}.{Encoding.UTF8.GetString(app.RoomIdAt(i))}";
            Room room = app.RoomAt(i);
            facts[$"{name}.room"] = $"{room.Type.Name} {room.StartsAtSeconds} {room.DurationSeconds}";
            facts[$"{name}.name"] = Encoding.UTF8.GetString(app.RoomNameAt(i));
        }
        AddPatterns(facts, app);
    }

    private static void AddPatterns(Dictionary<string, string> facts, App app)
    {
        for (int i = 0; i < app.RoomPatterns.Count; i++)
        {
            Room room = app.RoomPatterns[i].Room;
            facts[$"{app.Name}.pattern{i}"] =
                $"{app.RoomPatterns[i]} {room.Type.Name} {room.StartsAtSeconds} {room.DurationSeconds}";
            Assert.Contains(room.Type, app.RoomTypes);
        }
    }

    private static string RolesOf(App app, ulong allowed) =>
        string.Join(' ', app.Roles.Where((_, i) => (allowed >> i & 1) != 0).Select(role => role.Name));

    private static void Add(Dictionary<string, string> facts, string name, Role role)
    {
        Expiry expiry = role.Constraints.Expiry;
        facts[$"{name}.expiry"] =
            $"{expiry.MinSeconds} {expiry.DefaultSeconds} {expiry.MaxSeconds} {expiry.OnExcess}";
        facts[$"{name}.grants"] = $"{role.Grants}";
        facts[$"{name}.values"] = $"{role.Accepted}, needs {role.Required}";
        foreach ((string claim, JsonNode? value) in JsonNode.Parse(AllValues.Write(role))!.AsObject())
            facts[$"{name}.claims.{claim}"] = value?.ToJsonString() ?? "null";
        foreach ((string claim, JsonNode? value) in JsonNode.Parse(RequiredValuesOnly.Write(role))!.AsObject())
            facts[$"{name}.bare.{claim}"] = value?.ToJsonString() ?? "null";
    }
}
