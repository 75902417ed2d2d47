using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints.Clients;

/// <summary>Writes the failures of one thread's requests.</summary>
internal sealed class FailureResponder(FailureDetail detail, BackEndCredentials credentials)
{
    /// <summary>Writes the failure, if any.</summary>
    /// <param name="failure"><see cref="Failure.None"/> if the response is written or deferred already.</param>
    /// <param name="table">The API's responses.</param>
    /// <param name="allow">The Allow header line of a 405.</param>
    /// <param name="response">Is filled in.</param>
    public void End(Failure failure, FailureTable table, ReadOnlySpan<byte> allow, ref HttpResponse response)
    {
        if (failure != Failure.None)
            Write(failure, table, allow, ref response);
    }

    private void Write(Failure failure, FailureTable table, ReadOnlySpan<byte> allow, ref HttpResponse response)
    {
        Span<byte> sentence = stackalloc byte[CredentialRejection.SentenceBytesMax];
        MemberError error = failure == Failure.Unauthorized
            ? new("Authorization"u8, credentials.Rejection.Describe(sentence)) : detail.Error;
        table.Write(failure, error, ref response);
        if (failure == Failure.MethodNotAllowed)
            response.AddHeader(allow);
    }
}
