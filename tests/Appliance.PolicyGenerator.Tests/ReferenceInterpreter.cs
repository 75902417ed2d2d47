using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Appliance.TestKit;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>A decision on a request.</summary>
/// <param name="Denial">The denial's name, or "none".</param>
/// <param name="LifetimeSeconds">The token lifetime; 0 if denied.</param>
/// <param name="SetBy">What determined the lifetime; empty if denied.</param>
internal readonly record struct ReferenceDecision(string Denial, long LifetimeSeconds, string SetBy);

/// <summary>The constraints of one role in one room. Opens and Ends are Unix seconds; durations are in seconds.
/// </summary>
internal sealed record ReferenceConstraints(
    bool IsRoleAllowed, bool Scheduled, long Opens, long Ends, long Min, long Default, long Max, long Cap, bool Clamps);

/// <summary>
/// A reference interpreter for valid policies: slow and obvious. It reads the JSON with System.Text.Json, follows the
/// policy documentation member by member, and shares no code with the compiler or the rules.
/// </summary>
internal sealed class ReferenceInterpreter
{
    private static readonly JsonObject BuiltIn = Parse(File.ReadAllText(Path.Combine(
        Places.Repository, "generators", "Appliance.PolicyGenerator", "Dialects", "dialects.json")));

    private static readonly JsonObject Kits = Parse(
        """
        {
          "video-conferencing": {
            "roles": { "host": "all", "guest": "publish subscribe chat" },
            "roomTypes": { "conference": "permanent" }
          },
          "webinar": {
            "roles": { "host": "all", "speaker": "publish subscribe chat", "attendee": "subscribe chat" },
            "roomTypes": { "webinar": "scheduled" }
          },
          "live-streaming": {
            "roles": { "broadcaster": "all", "co-broadcaster": "publish subscribe chat", "viewer": "subscribe chat" },
            "roomTypes": { "stream": "permanent" }
          },
          "audio-room": {
            "roles": {
              "moderator": "publish subscribe chat mute eject end", "speaker": "publish subscribe chat",
              "listener": "subscribe chat"
            },
            "roomTypes": { "audio-room": "permanent" }
          }
        }
        """);

    private readonly JsonObject _policy;
    private readonly Dictionary<(string App, string Room, string Role), ReferenceConstraints> _constraints = [];

    public ReferenceInterpreter(string policy)
    {
        _policy = Parse(policy);
        foreach ((string app, _) in Apps)
        {
            foreach ((string room, JsonNode? members) in Object(App(app)["rooms"]))
            {
                foreach ((string role, _) in Roles(app))
                    _constraints[(app, room, role)] = ConstraintsOf(app, members!.AsObject(), role);
            }
        }
    }

    public JsonObject Apps => Object(_policy["apps"]);

    public IReadOnlyCollection<(string App, string Room, string Role)> Known => _constraints.Keys;

    public JsonObject App(string app) => Apps[app]!.AsObject();

    public ReferenceConstraints? FindConstraints((string App, string Room, string Role) key) =>
        _constraints.GetValueOrDefault(key);

    /// <summary>The app's roles, merged with those of its starter kit.</summary>
    public JsonObject Roles(string app) => WithKit(app, "roles", grants => new()
    {
        ["grants"] = new JsonArray([.. (grants == "all" ? "publish subscribe chat record mute eject end" : grants)
            .Split(' ').Select(grant => JsonValue.Create(grant))]),
    });

    public JsonObject RoomTypes(string app) => WithKit(app, "roomTypes", kind => new()
    {
        ["kind"] = kind,
        ["roles"] = new JsonArray(
            [.. Object(Kits[Text(App(app)["starterKit"])!]!["roles"]).Select(role => JsonValue.Create(role.Key))]),
    });

    public JsonObject Dialect(string app)
    {
        string name = Text(App(app)["dialect"])!;
        return Object(Object(_policy["dialects"])[name] ?? BuiltIn[name]);
    }

    /// <summary>The entry of <c>rooms</c> for a name: the exact id, otherwise the longest matching pattern
    /// (<c>prefix*</c>), otherwise null.</summary>
    public string? FindRoom(string app, string name)
    {
        JsonObject rooms = Object(App(app)["rooms"]);
        bool isText = name.Length > 0 && !name.Any(char.IsControl) && Encoding.UTF8.GetBytes(name).Length <= 256;
        if (!name.Contains('*') && rooms.ContainsKey(name))
            return name;
        for (int length = name.Length; length >= 0 && isText; length--)
        {
            string entry = name[..length] + "*";
            if (rooms.ContainsKey(entry))
                return entry;
        }
        return null;
    }

    /// <summary>Decides on a request.</summary>
    /// <param name="app">The app's name.</param>
    /// <param name="room">The room id.</param>
    /// <param name="role">The role's name.</param>
    /// <param name="at">The instant of the request, in Unix seconds.</param>
    /// <param name="requested">The requested lifetime in seconds; null for the default.</param>
    public ReferenceDecision Decide(string app, string room, string role, long at, long? requested)
    {
        if (FindRoom(app, room) is not { } entry)
            return Deny("unknown-room");
        if (FindConstraints((app, entry, role)) is not { } constraints)
            return Deny("unknown-role");
        if (!constraints.IsRoleAllowed)
            return Deny("role-not-allowed-in-room");
        if (constraints.Scheduled && at < constraints.Opens)
            return Deny("room-not-open-yet");
        if (constraints.Scheduled && at >= constraints.Ends)
            return Deny("room-over");
        if (requested < constraints.Min)
            return Deny("expiry-too-short");
        if (!constraints.Clamps && (requested > constraints.Max || requested > constraints.Cap))
            return Deny("expiry-too-long");
        if (!constraints.Clamps && constraints.Scheduled && requested > constraints.Ends - at)
            return Deny("expiry-past-room-end");

        ReferenceDecision decision = requested is null
            ? new("none", constraints.Default, "RoleDefault")
            : new("none", requested.Value, "Request");
        if (constraints.Max < decision.LifetimeSeconds)
            decision = new("none", constraints.Max, "RoleMax");
        if (constraints.Cap < decision.LifetimeSeconds)
            decision = new("none", constraints.Cap, "RoomTypeMax");
        if (constraints.Scheduled && constraints.Ends - at < decision.LifetimeSeconds)
            decision = new("none", constraints.Ends - at, "RoomEnd");
        return decision;
    }

    public static long Seconds(string duration) =>
        long.Parse(duration[..^1], CultureInfo.InvariantCulture)
        * duration[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, _ => 86_400 };

    private ReferenceConstraints ConstraintsOf(string app, JsonObject room, string role)
    {
        JsonObject type = Object(RoomTypes(app)[Text(room["type"])!]);
        JsonObject expiry = Object(Object(Roles(app)[role])["expiry"]);
        long dialectLifetimeMax = Seconds(Text(Object(Dialect(app)["limits"])["life"])!);
        (long min, long @default, long max) = ExpiryOf(app, expiry, dialectLifetimeMax);

        bool scheduled = Text(type["kind"]) == "scheduled";
        long start = scheduled ? Instant(Text(room["start"])!) : 0;
        long opensBefore = Seconds(Text(type["opensBefore"] ?? Default(app, "opensBefore")) ?? "15m");
        return new(
            type["roles"]!.AsArray().Any(allowed => Text(allowed) == role), scheduled,
            start - opensBefore, start + (scheduled ? Seconds(Text(room["duration"])!) : 0), min, @default, max,
            Find(Object(type["expiry"]), "max") ?? dialectLifetimeMax,
            Text(expiry["onExcess"] ?? DefaultExpiry(app, "onExcess")) == "clamp");
    }

    /// <summary>The role's expiry: the dialect's, overridden by the defaults and then by the role. A member that a
    /// level does not set is adjusted to fit those that it sets.</summary>
    private (long Min, long Default, long Max) ExpiryOf(string app, JsonObject own, long dialectLifetimeMax)
    {
        long? DefaultsFor(string member)
        {
            JsonNode? written = DefaultExpiry(app, member);
            return written is null ? null : Math.Min(Seconds(Text(written)!), dialectLifetimeMax);
        }
        JsonObject dialect = Object(Dialect(app)["expiry"]);
        (long, long, long) expiry = (1, Math.Min(3_600, dialectLifetimeMax), dialectLifetimeMax);
        expiry = Override(expiry, Find(dialect, "min"), Find(dialect, "default"), Find(dialect, "max"));
        expiry = Override(expiry, DefaultsFor("min"), DefaultsFor("default"), DefaultsFor("max"));
        return Override(expiry, Find(own, "min"), Find(own, "default"), Find(own, "max"));
    }

    private static (long, long, long) Override(
        (long Min, long Default, long Max) inherited, long? min, long? @default, long? max)
    {
        long maxSeconds = max ?? new[] { inherited.Max, min ?? 0, @default ?? 0 }.Max();
        long minSeconds = min ?? new[] { inherited.Min, maxSeconds, @default ?? maxSeconds }.Min();
        return (minSeconds, @default ?? Math.Max(minSeconds, Math.Min(maxSeconds, inherited.Default)), maxSeconds);
    }

    private JsonNode? Default(string app, string member) =>
        Object(App(app)["defaults"])[member] ?? Object(_policy["defaults"])[member];

    private JsonNode? DefaultExpiry(string app, string member) =>
        Object(Object(App(app)["defaults"])["expiry"])[member]
        ?? Object(Object(_policy["defaults"])["expiry"])[member];

    private JsonObject WithKit(string app, string member, Func<string, JsonObject> write)
    {
        var all = new JsonObject();
        if (Text(App(app)["starterKit"]) is { } kit)
        {
            foreach ((string name, JsonNode? brought) in Object(Kits[kit]![member]))
                all[name] = write(Text(brought)!);
        }
        foreach ((string name, JsonNode? own) in Object(App(app)[member]))
        {
            JsonObject target = Object(all[name]);
            foreach ((string inner, JsonNode? value) in own!.AsObject())
                target[inner] = value?.DeepClone();
            all[name] = target.Parent is null ? target : target.DeepClone();
        }
        return all;
    }

    private static ReferenceDecision Deny(string reason) => new(reason, 0, "");

    private static long? Find(JsonObject expiry, string member) =>
        Text(expiry[member]) is { } duration ? Seconds(duration) : null;

    private static long Instant(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds();

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static JsonObject Object(JsonNode? node) => node?.AsObject() ?? [];

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}
