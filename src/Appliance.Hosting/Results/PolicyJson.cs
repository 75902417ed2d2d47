using Appliance.PolicyModel;

namespace Appliance.Hosting.Results;

/// <summary>The policy in JSON; scripts rely on the members' names.</summary>
public static class PolicyJson
{
    public static void Write(ResultWriter result, string digest, IReadOnlyList<App> apps)
    {
        JsonResult json = new(result);
        json.Open("{"u8);
        json.Member("digest"u8, digest);
        json.Objects("apps"u8, apps.Count, index => WriteApp(json, apps[index]));
        json.Close("}"u8);
        result.Text("\n");
    }

    private static void WriteApp(JsonResult json, App app)
    {
        json.Member("name"u8, app.Name);
        json.Member("dialect"u8, app.Dialect);
        json.Member("api"u8, DisplayNames.Of(app.Api));
        json.Member("publicId"u8, app.PublicId);
        json.Name("header"u8);
        json.Raw(app.TokenHeader);
        json.Member("secret"u8, app.TokenSecret.ToString());
        json.Member("previousSecret"u8, app.PreviousTokenSecret?.ToString());
        json.Member("appKey"u8, app.ApiKey?.ToString());
        json.Member("leewaySeconds"u8, app.LeewaySeconds);
        json.Member("signedLifetimeMaxSeconds"u8, app.SignedLifetimeMaxSeconds);
        WriteEndpoint(json, app);
        json.Member("sampleFront"u8, app.SampleFront);
        WriteRateLimit(json, app.RateLimit);
        json.Member("maxRooms"u8, app.RoomsMax);
        json.Objects("roles"u8, app.Roles.Count, index => WriteRole(json, app.Roles[index]));
        json.Objects("roomTypes"u8, app.RoomTypes.Count, index => WriteRoomType(json, app, app.RoomTypes[index]));
        json.Objects("templateIds"u8, app.TemplateIds.Count, index =>
        {
            json.Member("id"u8, app.TemplateIds[index].Id);
            json.Member("roomType"u8, app.TemplateIds[index].Type.Name);
        });
        json.Objects("rooms"u8, app.RoomCount, index => WriteRoom(json, app, index));
        json.Objects("roomPatterns"u8, app.RoomPatterns.Count, index => WritePattern(json, app.RoomPatterns[index]));
    }

    private static void WriteEndpoint(JsonResult json, App app)
    {
        TokenEndpoint endpoint = app.TokenEndpoint;
        json.Name("tokenEndpoint"u8);
        json.Open("{"u8);
        json.Member("enabled"u8, endpoint.Enabled);
        json.Member("allowedOrigins"u8, endpoint.AllowedOrigins);
        json.Member("roles"u8, DisplayNames.EndpointRolesOf(app));
        json.Member("role"u8, endpoint.Role);
        json.Member("room"u8, endpoint.Room);
        json.Member("serverUrl"u8, endpoint.ServerUrl);
        json.Close("}"u8);
    }

    private static void WriteRateLimit(JsonResult json, RateLimit? limit)
    {
        json.Name("rateLimit"u8);
        if (limit is null)
        {
            json.Raw("null"u8);
            return;
        }
        json.Open("{"u8);
        json.Member("perSecond"u8, limit.PerSecond);
        json.Member("burst"u8, limit.Burst);
        json.Close("}"u8);
    }

    private static void WriteRole(JsonResult json, Role role)
    {
        Expiry expiry = role.Constraints.Expiry;
        json.Member("name"u8, role.Name);
        json.Member("grants"u8, DisplayNames.Of(role.Grants));
        json.Member("minSeconds"u8, expiry.MinSeconds);
        json.Member("defaultSeconds"u8, expiry.DefaultSeconds);
        json.Member("maxSeconds"u8, expiry.MaxSeconds);
        json.Member("onExcess"u8, DisplayNames.Of(expiry.OnExcess));
    }

    private static void WriteRoomType(JsonResult json, App app, RoomType type)
    {
        json.Member("name"u8, type.Name);
        json.Member("kind"u8, DisplayNames.Of(type.Kind));
        json.Member("roles"u8, DisplayNames.RolesOf(app, type));
        json.Member("opensBeforeSeconds"u8, type.OpensBeforeSeconds);
        json.Member("sessionSeconds"u8, type.Kind == RoomKind.AdHoc ? type.SessionSeconds : 0);
        json.Member("maxSeconds"u8, type.ExpiryMaxSeconds);
        json.Member("singleUse"u8, type.SingleUse);
        json.Member("recording"u8, type.Recording);
    }

    private static void WriteRoom(JsonResult json, App app, int index)
    {
        Room room = app.RoomAt(index);
        json.Name("id"u8);
        json.String(app.RoomIdAt(index));
        json.Member("type"u8, room.Type.Name);
        json.Name("name"u8);
        json.String(app.RoomNameAt(index));
        WriteSchedule(json, room);
    }

    private static void WritePattern(JsonResult json, RoomPattern pattern)
    {
        json.Member("pattern"u8, pattern.ToString());
        json.Member("type"u8, pattern.Room.Type.Name);
        WriteSchedule(json, pattern.Room);
    }

    private static void WriteSchedule(JsonResult json, Room room)
    {
        if (room.Type.Kind != RoomKind.Scheduled)
            return;
        json.Member("start"u8, Instant.ToText(room.StartsAtSeconds));
        json.Member("durationSeconds"u8, room.DurationSeconds);
    }
}
