using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Appliance.Testing;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>What an interpreter says of a request: the denial's name or "none", and for how long by what.</summary>
internal readonly record struct SlowDecision(string Denial, long Life, string SetBy);

/// <summary>What counts for one role in one room. Instants are Unix seconds, the rest seconds.</summary>
internal sealed record SlowTerms(
    bool MayEnter, bool Scheduled, long Opens, long Ends, long Min, long Default, long Max, long Cap, bool Clamps);

/// <summary>
/// Interprets a sound policy the slow and obvious way: from the JSON text by System.Text.Json, member by member as the
/// policy's documentation says, and with nothing of the compiler or of the rules in it.
/// </summary>
internal sealed class SlowInterpreter
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
    private readonly Dictionary<(string App, string Room, string Role), SlowTerms> _terms = [];

    public SlowInterpreter(string policy)
    {
        _policy = Parse(policy);
        foreach ((string app, _) in Apps)
        {
            foreach ((string room, JsonNode? members) in Object(App(app)["rooms"]))
            {
                foreach ((string role, _) in Roles(app))
                    _terms[(app, room, role)] = TermsOf(app, members!.AsObject(), role);
            }
        }
    }

    public JsonObject Apps => Object(_policy["apps"]);

    public IReadOnlyCollection<(string App, string Room, string Role)> Known => _terms.Keys;

    public JsonObject App(string app) => Apps[app]!.AsObject();

    public SlowTerms? FindTerms((string App, string Room, string Role) place) => _terms.GetValueOrDefault(place);

    /// <summary>The app's roles, each as if it was written with all that its starter kit brings.</summary>
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

    /// <summary>The entry of <c>rooms</c> that a name belongs to: its own, or of those whose id is the beginning of it
    /// and a <c>*</c> the longest; null if there is none.</summary>
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

    /// <summary>Decides on a request; a life of null asks for none in particular.</summary>
    public SlowDecision Decide(string app, string room, string role, long at, long? asked)
    {
        if (FindRoom(app, room) is not { } entry)
            return Deny("unknown-room");
        if (FindTerms((app, entry, role)) is not { } terms)
            return Deny("unknown-role");
        if (!terms.MayEnter)
            return Deny("role-not-allowed-in-room");
        if (terms.Scheduled && at < terms.Opens)
            return Deny("room-not-open-yet");
        if (terms.Scheduled && at >= terms.Ends)
            return Deny("room-over");
        if (asked < terms.Min)
            return Deny("expiry-too-short");
        if (!terms.Clamps && (asked > terms.Max || asked > terms.Cap))
            return Deny("expiry-too-long");
        if (!terms.Clamps && terms.Scheduled && asked > terms.Ends - at)
            return Deny("expiry-past-room-end");

        SlowDecision life = asked is null
            ? new("none", terms.Default, "RoleDefault")
            : new("none", asked.Value, "Request");
        if (terms.Max < life.Life)
            life = new("none", terms.Max, "RoleMax");
        if (terms.Cap < life.Life)
            life = new("none", terms.Cap, "RoomTypeMax");
        if (terms.Scheduled && terms.Ends - at < life.Life)
            life = new("none", terms.Ends - at, "RoomEnd");
        return life;
    }

    public static long Seconds(string duration) =>
        long.Parse(duration[..^1], CultureInfo.InvariantCulture)
        * duration[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, _ => 86_400 };

    private SlowTerms TermsOf(string app, JsonObject room, string role)
    {
        JsonObject type = Object(RoomTypes(app)[Text(room["type"])!]);
        JsonObject expiry = Object(Object(Roles(app)[role])["expiry"]);
        long dialectMost = Seconds(Text(Object(Dialect(app)["limits"])["life"])!);
        (long min, long usual, long max) = Lives(app, expiry, dialectMost);

        bool scheduled = Text(type["kind"]) == "scheduled";
        long start = scheduled ? Instant(Text(room["start"])!) : 0;
        long opensBefore = Seconds(Text(type["opensBefore"] ?? Default(app, "opensBefore")) ?? "15m");
        return new(
            type["roles"]!.AsArray().Any(allowed => Text(allowed) == role), scheduled,
            start - opensBefore, start + (scheduled ? Seconds(Text(room["duration"])!) : 0), min, usual, max,
            Find(Object(type["expiry"]), "max") ?? dialectMost,
            Text(expiry["onExcess"] ?? DefaultExpiry(app, "onExcess")) == "clamp");
    }

    /// <summary>The dialect's usual lives, then the defaults, then the role's own: each takes the place of what it
    /// names, and what it does not name gives way to it.</summary>
    private (long Min, long Default, long Max) Lives(string app, JsonObject own, long dialectMost)
    {
        long? Held(string member)
        {
            JsonNode? written = DefaultExpiry(app, member);
            return written is null ? null : Math.Min(Seconds(Text(written)!), dialectMost);
        }
        JsonObject dialect = Object(Dialect(app)["expiry"]);
        (long, long, long) lives = (1, Math.Min(3_600, dialectMost), dialectMost);
        lives = Over(lives, Find(dialect, "min"), Find(dialect, "default"), Find(dialect, "max"));
        lives = Over(lives, Held("min"), Held("default"), Held("max"));
        return Over(lives, Find(own, "min"), Find(own, "default"), Find(own, "max"));
    }

    private static (long, long, long) Over(
        (long Min, long Default, long Max) usual, long? min, long? @default, long? max)
    {
        long most = max ?? new[] { usual.Max, min ?? 0, @default ?? 0 }.Max();
        long least = min ?? new[] { usual.Min, most, @default ?? most }.Min();
        return (least, @default ?? Math.Max(least, Math.Min(most, usual.Default)), most);
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

    private static SlowDecision Deny(string reason) => new(reason, 0, "");

    private static long? Find(JsonObject lives, string member) =>
        Text(lives[member]) is { } life ? Seconds(life) : null;

    private static long Instant(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds();

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static JsonObject Object(JsonNode? node) => node?.AsObject() ?? [];

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}
