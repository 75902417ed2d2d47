using Appliance.Http;
using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>What the endpoints for back ends of 100ms have in common: the management token, the reading of bodies, and
/// the end of a request.</summary>
internal sealed class Hms100BackEnd(BackEndCredentials credentials, Workspace workspace)
{
    /// <summary>Checks method and credential.</summary>
    /// <param name="isAllowed">Whether the path has this method.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Told not to be stored.</param>
    /// <param name="app">The app, if there is no failure.</param>
    /// <param name="needsStorage">Whether the response depends on what storage has.</param>
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

    /// <summary>Reads what a client sends; with a failure the workspace has the member at fault.</summary>
    public Hms100RoomFailure TryRead(ReadOnlySpan<byte> body, Member[] members, out MemberValues sent)
    {
        sent = new(members);
        Hms100RoomFailure failure = Hms100RoomFailures.Of(sent.Read(body));
        if (failure != Hms100RoomFailure.None)
            workspace.RecordInvalidMember(sent.InvalidMemberName, sent.InvalidMember?.Expected ?? "");
        return failure;
    }

    /// <summary>Writes the failure, if there is one.</summary>
    /// <param name="failure">None, where the answer is filled in or deferred.</param>
    /// <param name="allow">The header line for a method that the path does not have.</param>
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
