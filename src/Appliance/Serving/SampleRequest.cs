using System.Text;
using Appliance.PolicyModel;

namespace Appliance.Serving;

/// <summary>A request to an app's API that gets a token now, if any does.</summary>
internal sealed class SampleRequest
{
    /// <summary>What stands behind a pattern's prefix in the name of a room to try.</summary>
    private const string NameEnd = "example";

    private SampleRequest(App app, string roomId, Role role)
    {
        App = app;
        Role = role;
        RoomId = roomId;
        Path = app.Api switch
        {
            TokenApi.Hms100 => $"/hmsapi/{app.Name}.app.100ms.live/api/token",
            TokenApi.EnableX => $"/v2/rooms/{RoomId}/tokens",
            TokenApi.LiveKit => $"/livekit/{app.Name}/token",
            _ => "",
        };
        Body = app.Api switch
        {
            TokenApi.Hms100 => $$"""{"room_id":"{{RoomId}}","role":"{{role.Name}}","user_id":"1234"}""",
            TokenApi.EnableX => $$"""{"name":"Jane Doe","role":"{{role.Name}}","user_ref":"1234"{{Data(role)}}}""",
            TokenApi.LiveKit => $$"""{"room_name":"{{RoomId}}"{{Participant(role)}}}""",
            _ => "",
        };
    }

    public App App { get; }

    public string RoomId { get; }

    public Room Room => App.TryFindRoom(Encoding.UTF8.GetBytes(RoomId), out Room room) ? room : default;

    public Role Role { get; }

    /// <summary>Empty if no API serves the app.</summary>
    public string Path { get; }

    /// <summary>JSON; empty if no API serves the app.</summary>
    public string Body { get; }

    /// <summary>The first app of the 100ms API, or the first one.</summary>
    public static App FirstApp()
    {
        foreach (App app in Policies.Current.Apps)
        {
            if (app.Api == TokenApi.Hms100)
                return app;
        }
        return Policies.Current.Apps[0];
    }

    /// <summary>Null if the app has no rooms and no patterns of rooms.</summary>
    public static SampleRequest? Of(App app)
    {
        if (app.RoomCount + app.RoomPatterns.Count == 0)
            return null;
        (int place, Role role) = Choose(app);
        string roomId = place < app.RoomCount
            ? Encoding.UTF8.GetString(app.RoomIdAt(place))
            : app.RoomPatterns[place - app.RoomCount].Prefix + NameEnd;
        return new(app, roomId, role);
    }

    /// <summary>The first room and role that get a token now, or just the first; of an endpoint that is on, one of the
    /// roles that it gives. Patterns come after the rooms that the policy names.</summary>
    private static (int Place, Role Role) Choose(App app)
    {
        Role? first = null;
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        for (int place = 0; place < app.RoomCount + app.RoomPatterns.Count; place++)
        {
            Room room = place < app.RoomCount ? app.RoomAt(place) : app.RoomPatterns[place - app.RoomCount].Room;
            foreach (Role role in app.Roles)
            {
                if (app.TokenEndpoint.Enabled && !OpenEndpoint.Issues(app, role))
                    continue;
                first ??= role;
                if (Rules.Decide(role.Constraints, room.Constraints, now, Rules.DefaultLifetime).IsAllowed)
                    return (place, role);
            }
        }
        return (0, first ?? app.Roles[0]);
    }

    private static string Data(Role role) => If(role.Required, CallerValues.Data, ",\"data\":{\"from\":\"curl\"}");

    /// <summary>Who asks, and what else the role's tokens cannot do without.</summary>
    private static string Participant(Role role) =>
        If(role.Accepted, CallerValues.UserId, ",\"participant_identity\":\"1234\"")
        + If(role.Accepted, CallerValues.UserName, ",\"participant_name\":\"Jane Doe\"")
        + If(role.Required, CallerValues.Metadata, ",\"participant_metadata\":\"from curl\"")
        + If(role.Required, CallerValues.Attributes, ",\"participant_attributes\":{\"from\":\"curl\"}")
        + If(role.Required, CallerValues.RoomConfig, ",\"room_config\":{\"max_participants\":10}");

    private static string If(CallerValues values, CallerValues value, string member) =>
        (values & value) == 0 ? "" : member;
}
