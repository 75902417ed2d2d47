using System.Text;
using Appliance.PolicyModel;

namespace Appliance.Hosting.Guide;

/// <summary>A request to an app's API that gets a token now, if possible.</summary>
public sealed class SampleRequest
{
    /// <summary>The sample room's name after a pattern's prefix.</summary>
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
    public static App FirstApp(CompiledPolicy policy)
    {
        foreach (App app in policy.Apps)
        {
            if (app.Api == TokenApi.Hms100)
                return app;
        }
        return policy.Apps[0];
    }

    /// <summary>Null if the app has no rooms and no room patterns.</summary>
    public static SampleRequest? Of(App app)
    {
        if (app.RoomCount + app.RoomPatterns.Count == 0)
            return null;
        (int index, Role role) = Choose(app);
        string roomId = index < app.RoomCount
            ? Encoding.UTF8.GetString(app.RoomIdAt(index))
            : app.RoomPatterns[index - app.RoomCount].Prefix + NameEnd;
        return new(app, roomId, role);
    }

    /// <summary>The first room and role that get a token now, or else the first ones. With an enabled endpoint, the
    /// role is one that it issues. Patterns come after the policy rooms.</summary>
    private static (int Index, Role Role) Choose(App app)
    {
        Role? first = null;
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        for (int index = 0; index < app.RoomCount + app.RoomPatterns.Count; index++)
        {
            Room room = index < app.RoomCount ? app.RoomAt(index) : app.RoomPatterns[index - app.RoomCount].Room;
            foreach (Role role in app.Roles)
            {
                if (app.TokenEndpoint.Enabled && !OpenEndpoint.Issues(app, role))
                    continue;
                first ??= role;
                if (Rules.Decide(role.Constraints, room.Constraints, now, Rules.DefaultLifetime).IsAllowed)
                    return (index, role);
            }
        }
        return (0, first ?? app.Roles[0]);
    }

    private static string Data(Role role) => If(role.Required, CallerValues.Data, ",\"data\":{\"from\":\"curl\"}");

    /// <summary>The participant, and the other values that the role's tokens require.</summary>
    private static string Participant(Role role) =>
        If(role.Accepted, CallerValues.UserId, ",\"participant_identity\":\"1234\"")
        + If(role.Accepted, CallerValues.UserName, ",\"participant_name\":\"Jane Doe\"")
        + If(role.Required, CallerValues.Metadata, ",\"participant_metadata\":\"from curl\"")
        + If(role.Required, CallerValues.Attributes, ",\"participant_attributes\":{\"from\":\"curl\"}")
        + If(role.Required, CallerValues.RoomConfig, ",\"room_config\":{\"max_participants\":10}");

    private static string If(CallerValues values, CallerValues value, string member) =>
        (values & value) == 0 ? "" : member;
}
