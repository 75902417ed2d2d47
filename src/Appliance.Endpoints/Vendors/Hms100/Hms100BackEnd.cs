using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Deferred;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Storage;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>Common code of the endpoints of 100ms's back ends: they check the management token, read bodies, and write
/// responses to room changes and failures.</summary>
internal sealed class Hms100BackEnd(
    VendorApi vendor, BackEndCredentials credentials, Turn turn, FailureDetail detail, FailureResponder responder,
    DeferredResponses deferredResponses)
{
    /// <summary>Checks the method and the credential.</summary>
    /// <param name="isAllowed">Whether the path supports the method.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Gets Cache-Control: no-store.</param>
    /// <param name="app">The app, unless the result is a failure.</param>
    /// <param name="needsStorage">Whether the response depends on stored rooms.</param>
    public Failure Check(
        bool isAllowed, in HttpRequest request, ref HttpResponse response, out App? app, bool needsStorage = true)
    {
        response.NoStore = true;
        app = null;
        if (!isAllowed)
            return Failure.MethodNotAllowed;
        Failure failure = credentials.CheckBearer(vendor, request, ref response, out Tenant? tenant);
        if (tenant is null)
            return failure;
        if (needsStorage && turn.Freshness != RoomFreshness.Current)
            return Failure.StorageUnavailable;
        app = tenant.App;
        return Failure.None;
    }

    /// <summary>Reads a body. After a failure, the detail has the invalid member.</summary>
    public Failure TryRead(ReadOnlySpan<byte> body, Member[] members, out MemberValues sent)
    {
        sent = new(members);
        return sent.Read(body, detail);
    }

    /// <summary>Writes the response to a room change once storage has completed it.</summary>
    /// <param name="change">The pending change.</param>
    /// <param name="success">The JSON of the successful response.</param>
    /// <param name="response">Is filled in or deferred.</param>
    /// <param name="rejected">The failure of a change that storage rejects.</param>
    public void Respond(
        RoomChange change, byte[] success, ref HttpResponse response, Failure rejected = Failure.NotCompleted) =>
        deferredResponses.WriteOrDefer(
            new DeferredRoomResponse(
                change, success,
                (outcome, ref deferred) => Hms100BackEndFailures.Table.Write(
                    outcome == StorageOutcome.NameTaken ? rejected : Failure.NotCompleted, default, ref deferred)),
            ref response);

    /// <summary>Writes the failure, if any.</summary>
    /// <inheritdoc cref="FailureResponder.End"/>
    public void End(Failure failure, ReadOnlySpan<byte> allow, ref HttpResponse response) =>
        responder.End(failure, Hms100BackEndFailures.Table, allow, ref response);

    public static bool IsGet(in HttpRequest request) => request.Method is HttpMethod.Get or HttpMethod.Head;
}
