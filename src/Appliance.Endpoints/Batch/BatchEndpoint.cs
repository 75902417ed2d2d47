using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Http;
using Appliance.Json;
using Appliance.Tokens;

namespace Appliance.Endpoints.Batch;

/// <summary>
/// Issues up to 1000 tokens: <c>POST /v1/tokens</c> with a JSON array returns an array of the same length and order,
/// each entry <c>{"token","expires_at"}</c> or an error. Requires the credential of the app's back end.
/// </summary>
internal sealed class BatchEndpoint(
    BackEndCredentials credentials, FailureResponder responder, TokenIssuance issuance, RequestBuffers buffers)
{
    public const int EntriesMax = 1000;

    /// <summary>Holds 1000 entries with tokens of the usual length.</summary>
    public const int ResponseBodyBytesMax = 1024 * 1024;

    /// <summary>The JSON around a token, including an expiry.</summary>
    private const int AroundTokenBytesMax = 64;
    private const int EntryBytesMax = TokenLimits.TokenBytesMax + AroundTokenBytesMax;

    private readonly SigningGroup _signatures = new();

    public void Handle(in Route _, in HttpRequest request, ref HttpResponse response)
    {
        Failure failure = Issue(request, ref response, out int bodyLength);
        if (failure != Failure.None)
        {
            Reject(failure, ref response);
            return;
        }
        response.ContentKind = ContentKind.Json;
        response.NoStore = true;
        response.BodyLength = bodyLength;
    }

    /// <inheritdoc cref="IRequestHandler.TryAdmit"/>
    public bool TryAdmit(in HttpRequest head, ref HttpResponse response)
    {
        Failure failure = credentials.CheckUnlimited(head, ref response, out Tenant? tenant);
        if (tenant is null)
            Reject(failure, ref response);
        return tenant is not null;
    }

    private Failure Issue(in HttpRequest request, ref HttpResponse response, out int written)
    {
        written = 0;
        if (request.Method != HttpMethod.Post)
            return Failure.MethodNotAllowed;
        Failure failure = credentials.Check(request, ref response, out Tenant? tenant);
        if (tenant is null)
            return failure;
        failure = IssueAll(tenant, request.Body, response.BodyBuffer, out written);
        // Also after a failure midway, so that no pending signature remains for the next batch.
        _signatures.Sign(response.BodyBuffer);
        return failure;
    }

    private Failure IssueAll(Tenant tenant, ReadOnlySpan<byte> body, Span<byte> response, out int written)
    {
        written = 0;
        BodyReader reader = new(body, buffers.Strings);
        Failure entered = reader.Enter(JsonTokenKind.ArrayStart);
        if (entered != Failure.None)
            return entered;
        response[written++] = (byte)'[';
        for (int count = 0; reader.NextItem(); count++)
        {
            if (count == EntriesMax)
                return Failure.TooManyEntries;
            if (response.Length - written < EntryBytesMax)
                return Failure.ResponseTooLong;
            if (count > 0)
                response[written++] = (byte)',';
            BatchEntry entry = new();
            Failure failure = entry.Read(ref reader);
            if (reader.IsBroken)
                return Failure.NotJson;
            if (failure == Failure.None)
                failure = IssueOne(tenant, entry, response, ref written);
            if (failure == Failure.None)
                continue;
            written += BatchFailures.Write(failure, count, entry, response[written..]);
        }
        response[written++] = (byte)']';
        return reader.Leave() ? Failure.None : Failure.NotJson;
    }

    private Failure IssueOne(Tenant tenant, in BatchEntry entry, Span<byte> response, ref int written)
    {
        if (!credentials.AllowsRoom(entry.RoomId))
            return Failure.OtherRoom;
        TokenRequest request = new()
        {
            RoomId = entry.RoomId, RoleName = entry.Role, LifetimeSeconds = entry.LifetimeSeconds,
        };
        request.Values.UserId = entry.UserId;
        request.Values.UserName = entry.UserName;
        ReadOnlySpan<byte> before = "{\"token\":\""u8;
        int start = written + before.Length;
        Failure failure = issuance.Issue(
            tenant, ref request, response[start..], out UnsignedToken token, out IssueResult issue);
        if (failure != Failure.None)
            return failure;
        _signatures.Add(token, start);
        if (_signatures.IsFull)
            _signatures.Sign(response);

        before.CopyTo(response[written..]);
        JsonWriter after = new(response[(start + issue.TokenBytes)..]);
        after.Raw("\",\"expires_at\":"u8);
        after.Number(issue.ExpiresAtSeconds);
        after.Raw("}"u8);
        written = start + issue.TokenBytes + after.Length;
        return Failure.None;
    }

    private void Reject(Failure failure, ref HttpResponse response) =>
        responder.End(failure, BatchRejections.Table, "Allow: POST\r\n"u8, ref response);
}
