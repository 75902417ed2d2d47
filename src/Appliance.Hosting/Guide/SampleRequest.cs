using System.Text;
using Appliance.Endpoints;
using Appliance.Endpoints.Vendors;
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
        Call = VendorApis.Of(app)?.Sample(app, roomId, role);
    }

    public App App { get; }

    public string RoomId { get; }

    public Room Room => App.TryFindRoom(Encoding.UTF8.GetBytes(RoomId), out Room room) ? room : default;

    public Role Role { get; }

    /// <summary>Null if no API issues the app's tokens.</summary>
    public SampleCall? Call { get; }

    /// <summary>The first vendor's first app, or else the policy's.</summary>
    public static App FirstApp(CompiledPolicy policy) =>
        new List<App>(policy.Apps).Find(app => VendorApis.Of(app) == VendorApis.All[0]) ?? policy.Apps[0];

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
}
