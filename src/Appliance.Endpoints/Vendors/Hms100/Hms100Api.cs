using Appliance.Endpoints.Responding;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>100ms: a token endpoint without credentials, rooms, and room codes. <c>/api/v2</c> is the older form of
/// <c>/v2</c>.</summary>
internal sealed class Hms100Api : Vendor
{
    /// <summary>The path that the vendor's clients request; its domain names the app.</summary>
    private const string TokenPath = "/hmsapi/SUBDOMAIN/api/token";

    public override TokenApi Api => TokenApi.Hms100;

    public override string Name => "100ms";

    public override bool HasOpenEndpoint => true;

    public override bool CreatesRooms => true;

    public override bool HasRoomCodes => true;

    public override BackEndToken BackEndToken { get; } = new Hms100ManagementToken();

    internal override AcceptedCredentials Scheme => AcceptedCredentials.Bearer;

    internal override FailureTable TokenFailures => Hms100TokenFailures.Table;

    internal override FailureTable BackEndFailures => Hms100BackEndFailures.Table;

    internal override IReadOnlyList<byte[]> OwnedPrefixes { get; } =
        ["/api/v2"u8.ToArray(), "/v2"u8.ToArray(), "/hmsapi"u8.ToArray()];

    internal override IReadOnlyList<PathAlias> PathAliases { get; } =
        [new("/v2", "/api/v2")];

    public override SampleCall Sample(App app, string roomId, Role role) => new(
        $"/hmsapi/{app.Name}.app.100ms.live/api/token",
        $$"""{"room_id":"{{roomId}}","role":"{{role.Name}}","user_id":"1234"}""");

    internal override IReadOnlyList<RouteDefinition> CreateRoutes(ThreadServices thread)
    {
        Hms100TokenEndpoint tokens = new(
            this, thread.RateLimit, thread.Turn, thread.Issuance, thread.Buffers, thread.Detail, thread.Responder);
        Hms100CodeToken codeTokens = new(
            this, thread.RateLimit, thread.Turn, thread.Process.Rooms, thread.Issuance, thread.Buffers, thread.Detail,
            thread.Responder);
        Hms100BackEnd backEnd = new(
            this, thread.Credentials, thread.Turn, thread.Detail, thread.Responder, thread.Deferred);
        Hms100RoomResponses responses = new(backEnd, thread.Rooms, thread.Process.Rooms, thread.Buffers);
        Hms100Rooms rooms = new(
            backEnd, responses, thread.Rooms, thread.Process.Rooms, thread.Turn, thread.Texts, thread.Detail,
            thread.Process.Log);
        Hms100RoomCodes codes = new(
            backEnd, thread.Rooms, thread.Process.Rooms, thread.Turn, thread.Texts, thread.Buffers, thread.Detail);
        Hms100Templates templates = new(backEnd, thread.Process.Rooms);
        Hms100Sessions sessions = new(backEnd, thread.Rooms, thread.Turn);
        return
        [
            new("/api/token", tokens.HandleByHost) { IsFrequent = true },
            new(TokenPath, tokens.HandleByPath) { IsExact = true, HasDomain = true },
            new(TokenPath, tokens.HandleByPath) { HasDomain = true },
            new("/hmsapi/get-token", codeTokens.HandleLegacyForm),
            new("/v2/token", codeTokens.Handle),
            new("/v2/rooms", rooms.Handle),
            new("/v2/rooms/ROOM", rooms.Handle),
            new("/v2/room-codes/room/ROOM", codes.HandleRoom),
            new("/v2/room-codes/room/ROOM/role/ROLE", codes.HandleRole),
            new("/v2/room-codes/code", codes.HandleCode),
            new("/v2/templates", templates.Handle),
            new("/v2/templates/ID", templates.Handle) { Pattern = "/v2/templates" },
            new("/v2/sessions", sessions.Handle),
            new("/v2/sessions/ID", sessions.Handle) { Pattern = "/v2/sessions" },
            new("/v2/active-rooms/ROOM/end-room", sessions.HandleEndRoom),
            new("/v2/layouts/ui", Hms100Layouts.Handle),
        ];
    }
}
