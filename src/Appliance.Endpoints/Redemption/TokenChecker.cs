using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Responding;
using Appliance.Http;
using Appliance.Rooms;
using Appliance.Tokens;

namespace Appliance.Endpoints.Redemption;

/// <summary>Checks the presented tokens of one thread, and the clients that present them.</summary>
internal sealed class TokenChecker(
    BackEndCredentials credentials, FailureResponder responder, Turn turn, CachedRooms rooms, RequestBuffers buffers,
    FailureDetail detail)
{
    /// <summary>Checks everything that can be checked without the ledger.</summary>
    /// <param name="request">The request.</param>
    /// <param name="response">Gets a Retry-After if the client exceeded the limit of wrong keys.</param>
    /// <param name="redeems">Whether the token is redeemed, which requires storage.</param>
    /// <param name="check">Complete unless the result is a failure.</param>
    public Failure Check(
        scoped in HttpRequest request, scoped ref HttpResponse response, bool redeems, out TokenCheck check)
    {
        Failure failure = Run(request, ref response, out check);
        return failure == Failure.None && turn.Freshness != RoomFreshness.Current
            && (redeems || check.Room.Type.SingleUse) ? Failure.StorageUnavailable : failure;
    }

    /// <inheritdoc cref="IRequestHandler.TryAdmit"/>
    public bool TryAdmit(in HttpRequest head, ref HttpResponse response)
    {
        Failure failure = credentials.CheckUnlimited(head, ref response, out _);
        if (failure != Failure.None)
            Reject(failure, ref response);
        return failure == Failure.None;
    }

    /// <summary>Writes the response of a failure.</summary>
    public void Reject(Failure failure, ref HttpResponse response)
    {
        response.NoStore = true;
        responder.End(failure, RedemptionFailures.Table, "Allow: POST\r\n"u8, ref response);
    }

    private Failure Run(scoped in HttpRequest request, scoped ref HttpResponse response, out TokenCheck check)
    {
        check = default;
        if (request.Method != HttpMethod.Post)
            return Failure.MethodNotAllowed;
        PresentedToken presented = default;
        Failure failure = presented.Read(request, buffers.Strings);
        detail.Record(default, presented.HasBadClient ? PresentedToken.Client : null);
        if (presented.HasBadClient)
            return failure;
        bool isPosted = presented.HasClientSecret;
        if (isPosted && !request.Authorization.IsEmpty)
            return Failure.TwoCredentials;
        Failure credential = isPosted
            ? credentials.CheckPosted(
                presented.ClientId, presented.ClientSecret, request, ref response, out Tenant? tenant)
            : credentials.CheckUnlimited(request, ref response, out tenant);
        presented.ClientSecret.Clear();
        if (tenant is null)
            return credential;
        if (failure != Failure.None)
            return failure;
        TokenVerdict verdict = tenant.Verifier.Verify(
            presented.Token, turn.NowSeconds, tenant.App.LeewaySeconds, buffers.Payload, out int length);
        if (verdict != TokenVerdict.Valid)
            return FailureMapping.Of(verdict);
        check.Tenant = tenant;
        check.Payload = buffers.Payload.AsSpan(0, length);
        check.Claims = PresentedClaims.Read(check.Payload, buffers.MoreData, tenant.App.LeewaySeconds);
        return !credentials.AllowsRoom(check.Claims.RoomId) ? Failure.OtherRoom
            : check.CheckRoom(tenant.App, tenant.Vendor, rooms.Of(tenant.App), turn.Freshness, turn.NowSeconds);
    }
}
