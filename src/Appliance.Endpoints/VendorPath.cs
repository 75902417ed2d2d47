using System.Text.Unicode;
using Appliance.PolicyModel;
using static Appliance.Endpoints.Route;

namespace Appliance.Endpoints;

/// <summary>
/// The paths of 100ms and EnableX in every form that their clients send. Repeated slashes count as one and a trailing
/// slash is ignored. <c>/api/v2</c> is the older form of 100ms's <c>/v2</c>; <c>/video/v2</c>, <c>/video/v1</c> and
/// <c>/v1</c> are forms of EnableX's <c>/v2</c>. LiveKit has one path among those of 100ms.
/// </summary>
internal static class VendorPath
{
    /// <param name="path">As sent.</param>
    /// <param name="scratch">At least twice as long.</param>
    public static Route Find(ReadOnlySpan<byte> path, Span<byte> scratch)
    {
        path = Simplify(path, scratch);
        Route route = Match(path);
        return route.Parameter.Contains((byte)'%') ? Decoded(route, path.Length, scratch) : route;
    }

    /// <summary>The route with its first parameter percent-decoded (RFC 3986, section 2.1): a room's name may be any
    /// text. Unknown if the decoded bytes are not a valid name.</summary>
    private static Route Decoded(scoped in Route route, int pathBytes, Span<byte> scratch)
    {
        // If the path had doubled slashes, its simplified form occupies the start of the scratch buffer.
        Span<byte> text = scratch[pathBytes..];
        bool isText = text.Length >= route.Parameter.Length
            && FormText.TryDecode(route.Parameter, text, out int length, plusIsSpace: false)
            && Utf8.IsValid(text[..length]) && CallerText.IsPlain(text = text[..length]);
        return isText
            ? new(route.Kind, text, route.SecondParameter) { Owner = route.Owner }
            : new(RouteKind.Unknown) { Owner = route.Owner };
    }

    /// <param name="path">Without doubled or trailing slashes.</param>
    private static Route Match(ReadOnlySpan<byte> path)
    {
        // The token server of LiveKit's clients, below a base URL that may end with a slash.
        if (path.SequenceEqual("/api/v2/sandbox/connection-details"u8))
            return new(RouteKind.LiveKitSandbox);
        if (StartsWithSegment(path, "/video"u8))
            return OfEnableX(path["/video".Length..]);
        if (StartsWithSegment(path, "/v1/rooms"u8))
            return OfEnableX(path);
        if (StartsWithSegment(path, "/api/v2"u8))
            return OfHms100(path["/api/v2".Length..], RouteOwner.Hms100);
        if (StartsWithSegment(path, "/v2"u8))
            return OfShared(path["/v2".Length..]);
        return OfToken(path);
    }

    private static Route OfToken(ReadOnlySpan<byte> path)
    {
        const RouteOwner Owner = RouteOwner.Hms100;
        if (path.SequenceEqual("/api/token"u8))
            return new(RouteKind.Hms100TokenByHost) { Owner = Owner };
        if (path.SequenceEqual("/hmsapi/get-token"u8))
            return new(RouteKind.Hms100GetToken) { Owner = Owner };
        if (TryBetween(path, "/hmsapi/"u8, "/api/token"u8, out ReadOnlySpan<byte> domain)
            && domain.Contains((byte)'.'))
            return new(RouteKind.Hms100TokenByPath, FirstLabel(domain)) { Owner = Owner };
        if (StartsWithSegment(path, "/hmsapi"u8))
            return new(RouteKind.Unknown) { Owner = Owner };
        return OfFront(path);
    }

    private static Route OfFront(ReadOnlySpan<byte> path)
    {
        const RouteOwner Owner = RouteOwner.EnableX;
        if (path.SequenceEqual("/createRoom"u8))
            return new(RouteKind.FrontCreateRoom) { Owner = Owner };
        if (path.SequenceEqual("/createToken"u8))
            return new(RouteKind.FrontCreateToken) { Owner = Owner };
        return TryBetween(path, "/getRoom/"u8, default, out ReadOnlySpan<byte> room)
            ? new(RouteKind.FrontGetRoom, room) { Owner = Owner } : new(RouteKind.Unknown);
    }

    /// <param name="path">Without <c>/v2</c>.</param>
    private static Route OfShared(ReadOnlySpan<byte> path)
    {
        Route rooms = OfRooms(path, RouteOwner.Either);
        return rooms.Kind != RouteKind.Unknown ? rooms : OfHms100(path, RouteOwner.Hms100);
    }

    /// <param name="path">Without <c>/video</c>.</param>
    private static Route OfEnableX(ReadOnlySpan<byte> path)
    {
        bool isVersion = StartsWithSegment(path, "/v1"u8) || StartsWithSegment(path, "/v2"u8);
        return isVersion ? OfRooms(path["/v2".Length..], RouteOwner.EnableX)
            : new(RouteKind.Unknown) { Owner = RouteOwner.EnableX };
    }

    /// <param name="path">Without the version.</param>
    /// <param name="owner">The vendor of the path.</param>
    private static Route OfRooms(ReadOnlySpan<byte> path, RouteOwner owner)
    {
        if (path.SequenceEqual("/rooms"u8))
            return new(RouteKind.Rooms) { Owner = owner };
        if (TryBetween(path, "/rooms/"u8, "/tokens"u8, out ReadOnlySpan<byte> room))
            return new(RouteKind.EnableXToken, room) { Owner = RouteOwner.EnableX };
        if (TryBetween(path, "/rooms/"u8, "/users"u8, out room))
            return new(RouteKind.EnableXUsers, room) { Owner = RouteOwner.EnableX };
        return TryBetween(path, "/rooms/"u8, default, out room)
            ? new(RouteKind.Room, room) { Owner = owner } : new(RouteKind.Unknown) { Owner = owner };
    }

    /// <param name="path">Without the version.</param>
    /// <param name="owner">The vendor of the path.</param>
    private static Route OfHms100(ReadOnlySpan<byte> path, RouteOwner owner)
    {
        if (StartsWithSegment(path, "/rooms"u8))
        {
            Route rooms = OfRooms(path, owner);
            return rooms.Owner == owner ? rooms : new(RouteKind.Unknown) { Owner = owner };
        }
        RouteKind kind =
            path.SequenceEqual("/token"u8) ? RouteKind.Hms100CodeToken :
            path.SequenceEqual("/room-codes/code"u8) ? RouteKind.RoomCode :
            path.SequenceEqual("/templates"u8) ? RouteKind.Templates :
            path.SequenceEqual("/sessions"u8) ? RouteKind.Sessions :
            path.SequenceEqual("/layouts/ui"u8) ? RouteKind.Layouts : RouteKind.Unknown;
        if (kind != RouteKind.Unknown)
            return new(kind) { Owner = owner };
        if (TryBetween(path, "/templates/"u8, default, out ReadOnlySpan<byte> id))
            return new(RouteKind.Templates, id) { Owner = owner };
        if (TryBetween(path, "/sessions/"u8, default, out id))
            return new(RouteKind.Sessions, id) { Owner = owner };
        if (TryBetween(path, "/active-rooms/"u8, "/end-room"u8, out id))
            return new(RouteKind.EndRoom, id) { Owner = owner };
        return OfRoomCodes(path, owner);
    }

    private static Route OfRoomCodes(ReadOnlySpan<byte> path, RouteOwner owner)
    {
        ReadOnlySpan<byte> codes = "/room-codes/room/"u8, role = "/role/"u8;
        if (TryBetween(path, codes, default, out ReadOnlySpan<byte> room))
            return new(RouteKind.RoomCodes, room) { Owner = owner };
        int at = path.LastIndexOf(role);
        return at > 0 && at + role.Length < path.Length
            && TryBetween(path, codes, path[at..], out room)
            && !path[(at + role.Length)..].Contains((byte)'/')
            ? new(RouteKind.RoleCode, room, path[(at + role.Length)..]) { Owner = owner }
            : new(RouteKind.Unknown) { Owner = owner };
    }

    /// <summary>Whether the path equals this prefix or continues with a slash.</summary>
    private static bool StartsWithSegment(ReadOnlySpan<byte> path, ReadOnlySpan<byte> prefix) =>
        path.StartsWith(prefix) && (path.Length == prefix.Length || path[prefix.Length] == (byte)'/');

    /// <summary>Collapses repeated slashes and removes a trailing one.</summary>
    private static ReadOnlySpan<byte> Simplify(ReadOnlySpan<byte> path, Span<byte> scratch)
    {
        if (path.IndexOf("//"u8) >= 0)
        {
            int length = 0;
            foreach (byte octet in path)
            {
                if (octet != (byte)'/' || length == 0 || scratch[length - 1] != (byte)'/')
                    scratch[length++] = octet;
            }
            path = scratch[..length];
        }
        return path.Length > 1 && path[^1] == (byte)'/' ? path[..^1] : path;
    }
}
