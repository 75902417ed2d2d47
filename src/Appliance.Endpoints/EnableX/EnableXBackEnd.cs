using Appliance.Http;

namespace Appliance.Endpoints;

/// <summary>How requests to EnableX's API end that were not done.</summary>
internal sealed class EnableXBackEnd(BackEndCredentials credentials, Workspace workspace)
{
    /// <summary>Writes the failure of a request for a token, if there is one.</summary>
    /// <param name="failure">None, where the answer is filled in.</param>
    /// <param name="allow">The header line for a method that the path does not have.</param>
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

    /// <summary>Writes the failure of a request about rooms, if there is one.</summary>
    /// <param name="failure">None, where the answer is filled in or deferred.</param>
    /// <param name="allow">The header line for a method that the path does not have.</param>
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

    /// <summary>What a 401 says in place of a member: why the credential was refused.</summary>
    private MemberError ErrorOf(bool isUnauthorized, Span<byte> sentence) =>
        isUnauthorized ? new("Authorization"u8, credentials.Rejection.Describe(sentence)) : workspace.MemberError;
}
