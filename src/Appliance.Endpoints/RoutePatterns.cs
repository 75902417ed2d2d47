namespace Appliance.Endpoints;

internal readonly ref partial struct Route
{
    /// <summary>A route's usual path with placeholders for its parameters, for log lines.</summary>
    public static string PatternOf(RouteKind kind) => kind switch
    {
        RouteKind.Hms100TokenByHost => "/api/token",
        RouteKind.Hms100TokenByPath => "/hmsapi/SUBDOMAIN/api/token",
        RouteKind.Hms100GetToken => "/hmsapi/get-token",
        RouteKind.EnableXToken => "/v2/rooms/ROOM/tokens",
        RouteKind.LiveKitTokenByHost => "/livekit/token",
        RouteKind.LiveKitTokenByPath => "/livekit/APP/token",
        RouteKind.LiveKitSandbox => "/api/v2/sandbox/connection-details",
        RouteKind.Batch => BatchPath,
        RouteKind.Introspection => IntrospectionPath,
        RouteKind.Redemption => RedemptionPath,
        RouteKind.Rooms => "/v2/rooms",
        RouteKind.Room => "/v2/rooms/ROOM",
        RouteKind.EnableXUsers => "/v2/rooms/ROOM/users",
        RouteKind.FrontCreateRoom => "/createRoom",
        RouteKind.FrontCreateToken => "/createToken",
        RouteKind.FrontGetRoom => "/getRoom/ROOM",
        RouteKind.RoomCodes => "/v2/room-codes/room/ROOM",
        RouteKind.RoleCode => "/v2/room-codes/room/ROOM/role/ROLE",
        RouteKind.RoomCode => "/v2/room-codes/code",
        RouteKind.Hms100CodeToken => "/v2/token",
        RouteKind.Templates => "/v2/templates",
        RouteKind.Sessions => "/v2/sessions",
        RouteKind.EndRoom => "/v2/active-rooms/ROOM/end-room",
        RouteKind.Layouts => "/v2/layouts/ui",
        RouteKind.Live => "/livez",
        RouteKind.Ready => "/readyz",
        RouteKind.Unknown => "",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
