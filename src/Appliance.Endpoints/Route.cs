namespace Appliance.Endpoints;

internal enum RouteKind : byte
{
    Unknown,
    /// <summary><c>/api/token</c>, the app named by Host.</summary>
    Hms100TokenByHost,
    /// <summary><c>/hmsapi/SUBDOMAIN.ANYTHING/api/token</c>; the parameter is the subdomain.</summary>
    Hms100TokenByPath,
    /// <summary><c>/hmsapi/get-token</c>.</summary>
    Hms100GetToken,
    /// <summary><c>/v2/rooms/ROOM/tokens</c>; the parameter is the room id.</summary>
    EnableXToken,
    /// <summary><c>/livekit/token</c>, the app named by Host.</summary>
    LiveKitTokenByHost,
    /// <summary><c>/livekit/APP/token</c>; the parameter is the app's name.</summary>
    LiveKitTokenByPath,
    /// <summary><c>/api/v2/sandbox/connection-details</c>, the app named by a header.</summary>
    LiveKitSandbox,
    /// <summary><c>/v1/tokens</c>.</summary>
    Batch,
    /// <summary><c>/v1/introspect</c>.</summary>
    Introspection,
    /// <summary><c>/v1/redeem</c>.</summary>
    Redemption,
    /// <summary><c>/v2/rooms</c>.</summary>
    Rooms,
    /// <summary><c>/v2/rooms/ROOM</c>; the parameter is the room id.</summary>
    Room,
    /// <summary><c>/v2/rooms/ROOM/users</c>; the parameter is the room id.</summary>
    EnableXUsers,
    /// <summary><c>/createRoom</c>.</summary>
    FrontCreateRoom,
    /// <summary><c>/createToken</c>.</summary>
    FrontCreateToken,
    /// <summary><c>/getRoom/ROOM</c>; the parameter is the room id.</summary>
    FrontGetRoom,
    /// <summary><c>/v2/room-codes/room/ROOM</c>; the parameter is the room id.</summary>
    RoomCodes,
    /// <summary><c>/v2/room-codes/room/ROOM/role/ROLE</c>; the parameters are the room id and the role.</summary>
    RoleCode,
    /// <summary><c>/v2/room-codes/code</c>.</summary>
    RoomCode,
    /// <summary><c>/v2/token</c>.</summary>
    Hms100CodeToken,
    /// <summary><c>/v2/templates</c>; with a parameter, the template of this id.</summary>
    Templates,
    /// <summary><c>/v2/sessions</c>; with a parameter, the session of this id.</summary>
    Sessions,
    /// <summary><c>/v2/active-rooms/ROOM/end-room</c>; the parameter is the room id.</summary>
    EndRoom,
    /// <summary><c>/v2/layouts/ui</c>.</summary>
    Layouts,
    Live,
    Ready,
}

/// <summary>The vendor whose API a path belongs to.</summary>
internal enum RouteOwner : byte
{
    /// <summary>The appliance, LiveKit or undetermined: a token path in its usual form needs no owner.</summary>
    Other,
    /// <summary>A path that two vendors share: EnableX's clients send Basic credentials, those of 100ms a Bearer token.
    /// </summary>
    Either,
    Hms100,
    EnableX,
}

/// <summary>
/// The endpoint that a path names. The appliance's own paths and LiveKit's are compared as sent. Clients of 100ms and
/// EnableX also send older forms, doubled slashes and a trailing slash: see <see cref="VendorPath"/>.
/// </summary>
internal readonly ref partial struct Route
{
    public Route(
        RouteKind kind, ReadOnlySpan<byte> parameter = default, ReadOnlySpan<byte> secondParameter = default)
    {
        Kind = kind;
        Parameter = parameter;
        SecondParameter = secondParameter;
    }

    public const string BatchPath = "/v1/tokens";
    public const string IntrospectionPath = "/v1/introspect";
    public const string RedemptionPath = "/v1/redeem";

    public RouteKind Kind { get; }

    public RouteOwner Owner { get; init; }

    public ReadOnlySpan<byte> Parameter { get; }

    public ReadOnlySpan<byte> SecondParameter { get; }

    public bool IsHealth => Kind is RouteKind.Live or RouteKind.Ready;

    private Surface Surface => IsHealth ? Surface.Any : Surface.Public;

    /// <summary>Whether the caller's listening address serves this route.</summary>
    public bool IsServedTo(in Caller caller) =>
        Surface == Surface.Any || caller.Surface == Surface.Any || caller.Surface == Surface;

    /// <param name="path">As sent.</param>
    /// <param name="scratch">At least twice as long; holds the route's parameters until the next request.</param>
    public static Route Of(ReadOnlySpan<byte> path, Span<byte> scratch)
    {
        // The most frequent paths come first.
        if (path.SequenceEqual("/api/token"u8))
            return new(RouteKind.Hms100TokenByHost);
        if (TryBetween(path, "/hmsapi/"u8, "/api/token"u8, out ReadOnlySpan<byte> domain) && domain.Contains((byte)'.'))
            return new(RouteKind.Hms100TokenByPath, FirstLabel(domain));
        if (TryBetween(path, "/v2/rooms/"u8, "/tokens"u8, out ReadOnlySpan<byte> room) && !room.Contains((byte)'%'))
            return new(RouteKind.EnableXToken, room);
        if (path.SequenceEqual("/livekit/token"u8))
            return new(RouteKind.LiveKitTokenByHost);
        if (TryBetween(path, "/livekit/"u8, "/token"u8, out ReadOnlySpan<byte> app))
            return new(RouteKind.LiveKitTokenByPath, app);
        if (path.SequenceEqual("/v1/tokens"u8))
            return new(RouteKind.Batch);
        if (path.SequenceEqual("/v1/introspect"u8))
            return new(RouteKind.Introspection);
        if (path.SequenceEqual("/v1/redeem"u8))
            return new(RouteKind.Redemption);
        if (path.SequenceEqual("/livez"u8))
            return new(RouteKind.Live);
        return path.SequenceEqual("/readyz"u8) ? new(RouteKind.Ready) : VendorPath.Find(path, scratch);
    }

    /// <summary>The part of a domain before its first dot or its port.</summary>
    public static ReadOnlySpan<byte> FirstLabel(ReadOnlySpan<byte> domain)
    {
        int end = domain.IndexOfAny((byte)'.', (byte)':');
        return end < 0 ? domain : domain[..end];
    }

    /// <summary>The single path segment between a prefix and a suffix.</summary>
    public static bool TryBetween(
        ReadOnlySpan<byte> path, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> suffix, out ReadOnlySpan<byte> segment)
    {
        segment = default;
        if (path.Length <= prefix.Length + suffix.Length || !path.StartsWith(prefix) || !path.EndsWith(suffix))
            return false;
        segment = path[prefix.Length..^suffix.Length];
        return !segment.Contains((byte)'/');
    }
}
