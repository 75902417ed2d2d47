using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Responding;
using Appliance.Http;
using Appliance.Rooms;
using Appliance.Tokens;

namespace Appliance.Endpoints.Redemption;

/// <summary>Checks the presented tokens of one thread, and the clients that present them.</summary>
internal sealed class TokenChecker(ThreadServices thread)
{
    private readonly Turn _turn = thread.Turn;
    private readonly RequestBuffers _buffers = thread.Buffers;
    private readonly BackEndCredentials _credentials = thread.Credentials;

    /// <summary>Checks everything that can be checked without the ledger.</summary>
    /// <param name="request">The request.</param>
    /// <param name="response">Gets a Retry-After if the client exceeded the limit of wrong keys.</param>
    /// <param name="redeems">Whether the token is redeemed, which requires storage.</param>
    /// <param name="check">Complete unless the result is a failure.</param>
    public Failure Check(
        scoped in HttpRequest request, scoped ref HttpResponse response, bool redeems, out TokenCheck check)
    {
        Failure failure = Run(request, ref response, out check);
        return failure == Failure.None && _turn.Freshness != RoomFreshness.Current
            && (redeems || check.Room.Type.SingleUse) ? Failure.StorageUnavailable : failure;
    }

    /// <inheritdoc cref="IRequestHandler.TryAdmit"/>
    public bool TryAdmit(in HttpRequest head, ref HttpResponse response)
    {
        Failure failure = _credentials.CheckUnlimited(head, ref response, out _);
        if (failure != Failure.None)
            Reject(failure, ref response);
        return failure == Failure.None;
    }

    /// <summary>Writes the response of a failure.</summary>
    public void Reject(Failure failure, ref HttpResponse response)
    {
        response.NoStore = true;
        thread.Responder.End(failure, RedemptionFailures.Table, "Allow: POST\r\n"u8, ref response);
    }

    private Failure Run(scoped in HttpRequest request, scoped ref HttpResponse response, out TokenCheck check)
    {
        check = default;
        if (request.Method != HttpMethod.Post)
            return Failure.MethodNotAllowed;
        PresentedToken presented = default;
        Failure failure = presented.Read(request, _buffers.Strings);
        thread.Detail.Record(default, presented.HasBadClient ? PresentedToken.Client : null);
        if (presented.HasBadClient)
            return failure;
        bool isPosted = presented.HasClientSecret;
        if (isPosted && !request.Authorization.IsEmpty)
            return Failure.TwoCredentials;
        Failure credential = isPosted
            ? _credentials.CheckPosted(
                presented.ClientId, presented.ClientSecret, request, ref response, out Tenant? tenant)
            : _credentials.CheckUnlimited(request, ref response, out tenant);
        presented.ClientSecret.Clear();
        if (tenant is null)
            return credential;
        if (failure != Failure.None)
            return failure;
        TokenVerdict verdict = tenant.Verifier.Verify(
            presented.Token, _turn.NowSeconds, tenant.App.LeewaySeconds, _buffers.Payload, out int length);
        if (verdict != TokenVerdict.Valid)
            return FailureMapping.Of(verdict);
        check.Tenant = tenant;
        check.Payload = _buffers.Payload.AsSpan(0, length);
        check.Claims = PresentedClaims.Read(check.Payload, _buffers.MoreData, tenant.App.LeewaySeconds);
        return !_credentials.AllowsRoom(check.Claims.RoomId) ? Failure.OtherRoom
            : check.CheckRoom(
                tenant.App, tenant.Vendor, thread.Rooms.Of(tenant.App), _turn.Freshness, _turn.NowSeconds);
    }
}
