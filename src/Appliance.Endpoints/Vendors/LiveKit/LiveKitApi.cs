using Appliance.Endpoints.Responding;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Vendors.LiveKit;

/// <summary>LiveKit's token endpoint.</summary>
internal sealed class LiveKitApi : Vendor
{
    public override TokenApi Api => TokenApi.LiveKit;

    public override string Name => "LiveKit";

    public override bool HasOpenEndpoint => true;

    public override bool TokensNameRole => false;

    public override BackEndToken BackEndToken { get; } = new LiveKitAccessToken();

    internal override FailureTable TokenFailures => LiveKitFailures.Table;

    internal override object? Precompute(App app) => LiveKitDefaults.Of(app);

    internal override IReadOnlyList<RouteDefinition> CreateRoutes(ThreadServices thread)
    {
        LiveKitEndpoint endpoint = new(
            this, thread.RateLimit, thread.Turn, thread.Issuance, thread.Buffers, thread.Detail, thread.Responder);
        return
        [
            new("/livekit/token", endpoint.HandleByHost) { IsExact = true },
            new("/livekit/APP/token", endpoint.HandleByPath) { IsExact = true },
            new("/api/v2/sandbox/connection-details", endpoint.HandleSandbox),
        ];
    }

    public override SampleCall Sample(App app, string roomId, Role role) =>
        new($"/livekit/{app.Name}/token", $$"""{"room_name":"{{roomId}}"{{Participant(role)}}}""");

    /// <summary>The participant, and the other values that the role's tokens require.</summary>
    private static string Participant(Role role) =>
        MemberIf(role.Accepted, CallerValues.UserId, ",\"participant_identity\":\"1234\"")
        + MemberIf(role.Accepted, CallerValues.UserName, ",\"participant_name\":\"Jane Doe\"")
        + MemberIf(role.Required, CallerValues.Metadata, ",\"participant_metadata\":\"from curl\"")
        + MemberIf(role.Required, CallerValues.Attributes, ",\"participant_attributes\":{\"from\":\"curl\"}")
        + MemberIf(role.Required, CallerValues.RoomConfig, ",\"room_config\":{\"max_participants\":10}");
}
