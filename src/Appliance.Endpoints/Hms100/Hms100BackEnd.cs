using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints;

/// <summary>Helpers for the endpoints of 100ms's back ends: they check the management token, read bodies and write
/// failures.</summary>
internal sealed class Hms100BackEnd(BackEndCredentials credentials, Workspace workspace)
{
    /// <summary>Checks the method and the credential.</summary>
    /// <param name="isAllowed">Whether the path supports the method.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Gets Cache-Control: no-store.</param>
    /// <param name="app">The app, unless the result is a failure.</param>
    /// <param name="needsStorage">Whether the response depends on stored rooms.</param>
    public Hms100RoomFailure Check(
        bool isAllowed, in HttpRequest request, ref HttpResponse response, out App? app, bool needsStorage = true)
    {
        response.NoStore = true;
        app = null;
        if (!isAllowed)
            return Hms100RoomFailure.MethodNotAllowed;
        CredentialVerdict credential = credentials.CheckBearer(request, ref response, out Tenant? tenant);
        if (tenant is null)
            return Hms100RoomFailures.Of(credential);
        if (needsStorage && workspace.Freshness != RoomFreshness.Current)
            return Hms100RoomFailure.StorageUnavailable;
        app = tenant.App;
        return Hms100RoomFailure.None;
    }

    /// <summary>Reads a body. After a failure, the workspace holds the invalid member.</summary>
    public Hms100RoomFailure TryRead(ReadOnlySpan<byte> body, Member[] members, out MemberValues sent)
    {
        sent = new(members);
        Hms100RoomFailure failure = Hms100RoomFailures.Of(sent.Read(body));
        if (failure != Hms100RoomFailure.None)
            workspace.RecordInvalidMember(sent.InvalidMemberName, sent.InvalidMember?.Expected ?? "");
        return failure;
    }

    /// <summary>Writes the failure, if any.</summary>
    /// <param name="failure">None if the response is written or deferred already.</param>
    /// <param name="allow">The Allow header line of a 405.</param>
    /// <param name="response">Is filled in.</param>
    public void End(Hms100RoomFailure failure, ReadOnlySpan<byte> allow, ref HttpResponse response)
    {
        if (failure == Hms100RoomFailure.None)
            return;
        if (failure == Hms100RoomFailure.Unauthorized)
            Hms100RoomFailures.WriteUnauthorized(credentials.Rejection, ref response);
        else
            Hms100RoomFailures.Write(failure, workspace.MemberError, ref response);
        if (failure == Hms100RoomFailure.MethodNotAllowed)
            response.AddHeader(allow);
    }
}
