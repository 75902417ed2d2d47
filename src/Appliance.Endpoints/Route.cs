namespace Appliance.Endpoints;

internal enum RouteKind : byte
{
    Unknown,
    /// <summary><c>/api/token</c>, the app named by Host.</summary>
    Hms100TokenByHost,
    /// <summary><c>/hmsapi/SUBDOMAIN.ANYTHING/api/token</c>; the parameter is the subdomain.</summary>
    Hms100TokenByPath,
    /// <summary><c>/v2/rooms/ROOM/tokens</c>, also under <c>/video</c>; the parameter is the room id.</summary>
    EnableXToken,
    /// <summary><c>/livekit/token</c>, the app named by Host.</summary>
    LiveKitTokenByHost,
    /// <summary><c>/livekit/APP/token</c>; the parameter is the app's name.</summary>
    LiveKitTokenByPath,
    /// <summary><c>/v1/tokens</c>.</summary>
    Batch,
    /// <summary><c>/v1/introspect</c>.</summary>
    Introspection,
    /// <summary><c>/v1/redeem</c>.</summary>
    Redemption,
    /// <summary><c>/v2/rooms</c>, also under <c>/video</c>.</summary>
    Rooms,
    /// <summary><c>/v2/rooms/ROOM</c>, also under <c>/video</c>; the parameter is the room id.</summary>
    Room,
    /// <summary><c>/v2/room-codes/room/ROOM</c>; the parameter is the room id.</summary>
    RoomCodes,
    /// <summary><c>/v2/room-codes/room/ROOM/role/ROLE</c>; the parameters are the room id and the role.</summary>
    RoleCode,
    /// <summary><c>/v2/room-codes/code</c>.</summary>
    RoomCode,
    /// <summary><c>/v2/token</c>.</summary>
    Hms100CodeToken,
    Live,
    Ready,
}

/// <summary>Which endpoint a path names. Paths are compared as sent: nothing here needs percent-encoding.</summary>
internal readonly ref struct Route
{
    private Route(
        RouteKind kind, ReadOnlySpan<byte> parameter = default, ReadOnlySpan<byte> secondParameter = default)
    {
        Kind = kind;
        Parameter = parameter;
        SecondParameter = secondParameter;
    }

    public const string BatchPath = "/v1/tokens";

    public RouteKind Kind { get; }

    public ReadOnlySpan<byte> Parameter { get; }

    public ReadOnlySpan<byte> SecondParameter { get; }

    public bool IsHealth => Kind is RouteKind.Live or RouteKind.Ready;

    private Surface Surface => IsHealth ? Surface.Any : Surface.Public;

    /// <summary>Whether it is there by the address that the caller came in by.</summary>
    public bool IsServedTo(in Caller caller) =>
        Surface == Surface.Any || caller.Surface == Surface.Any || caller.Surface == Surface;

    public static Route Of(ReadOnlySpan<byte> path)
    {
        if (path.SequenceEqual("/api/token"u8))
            return new(RouteKind.Hms100TokenByHost);
        if (TryBetween(path, "/hmsapi/"u8, "/api/token"u8, out ReadOnlySpan<byte> domain) && domain.Contains((byte)'.'))
            return new(RouteKind.Hms100TokenByPath, FirstLabel(domain));
        if (TryBetween(path, "/v2/rooms/"u8, "/tokens"u8, out ReadOnlySpan<byte> room)
            || TryBetween(path, "/video/v2/rooms/"u8, "/tokens"u8, out room))
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
        return path.SequenceEqual("/readyz"u8) ? new(RouteKind.Ready) : OfRooms(path);
    }

    private static Route OfRooms(ReadOnlySpan<byte> path)
    {
        if (path.SequenceEqual("/v2/rooms"u8) || path.SequenceEqual("/video/v2/rooms"u8))
            return new(RouteKind.Rooms);
        if (TryBetween(path, "/v2/rooms/"u8, default, out ReadOnlySpan<byte> room)
            || TryBetween(path, "/video/v2/rooms/"u8, default, out room))
            return new(RouteKind.Room, room);
        if (path.SequenceEqual("/v2/token"u8))
            return new(RouteKind.Hms100CodeToken);
        if (path.SequenceEqual("/v2/room-codes/code"u8))
            return new(RouteKind.RoomCode);
        ReadOnlySpan<byte> codes = "/v2/room-codes/room/"u8, role = "/role/"u8;
        if (TryBetween(path, codes, default, out room))
            return new(RouteKind.RoomCodes, room);
        int at = path.LastIndexOf(role);
        return at > 0 && at + role.Length < path.Length && TryBetween(path, codes, path[at..], out room)
            && !path[(at + role.Length)..].Contains((byte)'/')
            ? new(RouteKind.RoleCode, room, path[(at + role.Length)..]) : new(RouteKind.Unknown);
    }

    /// <summary>What stands before a domain's first point, or before its port.</summary>
    public static ReadOnlySpan<byte> FirstLabel(ReadOnlySpan<byte> domain)
    {
        int end = domain.IndexOfAny((byte)'.', (byte)':');
        return end < 0 ? domain : domain[..end];
    }

    /// <summary>The one path segment between a prefix and a suffix.</summary>
    private static bool TryBetween(
        ReadOnlySpan<byte> path, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> suffix, out ReadOnlySpan<byte> segment)
    {
        segment = default;
        if (path.Length <= prefix.Length + suffix.Length || !path.StartsWith(prefix) || !path.EndsWith(suffix))
            return false;
        segment = path[prefix.Length..^suffix.Length];
        return !segment.Contains((byte)'/');
    }
}
