using Appliance.Http;

namespace Appliance.Endpoints;

/// <summary>Writes the error responses of EnableX's API.</summary>
internal sealed class EnableXBackEnd(BackEndCredentials credentials, Workspace workspace)
{
    /// <summary>Writes the failure of a token request, if any.</summary>
    /// <param name="failure">None if the response is written already.</param>
    /// <param name="allow">The Allow header line of a 405.</param>
    /// <param name="response">Is filled in.</param>
    public void End(EnableXFailure failure, ReadOnlySpan<byte> allow, ref HttpResponse response)
    {
        if (failure == EnableXFailure.None)
            return;
        Span<byte> sentence = stackalloc byte[CredentialRejection.SentenceBytesMax];
        EnableXFailures.Write(failure, ErrorOf(failure == EnableXFailure.Unauthorized, sentence), ref response);
        if (failure == EnableXFailure.MethodNotAllowed)
            response.AddHeader(allow);
    }

    /// <summary>Writes the failure of a request about rooms, if any.</summary>
    /// <param name="failure">None if the response is written or deferred already.</param>
    /// <param name="allow">The Allow header line of a 405.</param>
    /// <param name="response">Is filled in.</param>
    public void End(EnableXRoomFailure failure, ReadOnlySpan<byte> allow, ref HttpResponse response)
    {
        if (failure == EnableXRoomFailure.None)
            return;
        Span<byte> sentence = stackalloc byte[CredentialRejection.SentenceBytesMax];
        EnableXRoomFailures.Write(
            failure, ErrorOf(failure == EnableXRoomFailure.Unauthorized, sentence), ref response);
        if (failure == EnableXRoomFailure.MethodNotAllowed)
            response.AddHeader(allow);
    }

    /// <summary>A 401 gives the reason of the rejection in place of a member.</summary>
    private MemberError ErrorOf(bool isUnauthorized, Span<byte> sentence) =>
        isUnauthorized ? new("Authorization"u8, credentials.Rejection.Describe(sentence)) : workspace.MemberError;
}
