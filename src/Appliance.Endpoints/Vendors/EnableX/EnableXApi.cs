using Appliance.Endpoints.Responding;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Vendors.EnableX;

/// <summary>EnableX's API: tokens and rooms for back ends, and its sample front for clients.</summary>
internal sealed class EnableXApi : Vendor
{
    public override TokenApi Api => TokenApi.EnableX;

    public override string Name => "EnableX";

    public override bool CreatesRooms => true;

    internal override AcceptedCredentials Scheme => AcceptedCredentials.Basic;

    internal override FailureTable TokenFailures => EnableXFailures.OfTokens;

    internal override FailureTable BackEndFailures => EnableXFailures.OfRooms;

    internal override IReadOnlyList<byte[]> OwnedPrefixes { get; } = ["/video"u8.ToArray(), "/v1/rooms"u8.ToArray()];

    internal override IReadOnlyList<PathAlias> PathAliases { get; } =
        [new("/v2", "/v1"), new("/v2", "/video/v1"), new("/v2", "/video/v2")];

    internal override IReadOnlyList<RouteDefinition> CreateRoutes(ThreadServices thread)
    {
        EnableXTokenEndpoint tokens = new(
            this, thread.Credentials, thread.Issuance, thread.Responder, thread.Buffers, thread.Detail);
        EnableXRoomChanges changes = new(
            thread.Process.Rooms, thread.Turn, thread.Texts, thread.Deferred, thread.Detail);
        EnableXRooms rooms = new(
            this, thread.Credentials, thread.Responder, thread.Process.Rooms, changes, thread.Turn, thread.Buffers);
        EnableXFront front = new(
            this, thread.Credentials, thread.Responder, tokens, rooms, changes, thread.Turn);
        return
        [
            new("/v2/rooms/ROOM/tokens", tokens.Handle) { IsFrequent = true },
            new("/v2/rooms", rooms.HandleList),
            new("/v2/rooms/ROOM", rooms.HandleRoom),
            new("/v2/rooms/ROOM/users", rooms.HandleUsers),
            new("/createRoom", front.HandleCreateRoom),
            new("/createToken", front.HandleCreateToken),
            new("/getRoom/ROOM", front.HandleGetRoom),
        ];
    }

    public override SampleCall Sample(App app, string roomId, Role role)
    {
        string data = (role.Required & CallerValues.Data) == 0 ? "" : ",\"data\":{\"from\":\"curl\"}";
        return new(
            $"/v2/rooms/{roomId}/tokens",
            $$"""{"name":"Jane Doe","role":"{{role.Name}}","user_ref":"1234"{{data}}}""", NeedsAppKey: true);
    }
}
