using Appliance.Endpoints.Clients.RateLimits;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Endpoints.Clients;

/// <summary>
/// Authenticates an app's back end: with the app's public id and appKey as Basic credentials (RFC 7617), or with a
/// signed token as Bearer (RFC 6750; <see cref="BackEndToken"/>). The paths of a vendor accept only its scheme and its
/// apps, the appliance's own paths any of them.
/// <para>
/// The credential is checked before the rate limits: accepted credentials count against the app's limit, rejected ones
/// against the address's limit of wrong keys. So a client without the key cannot lock out its holder.
/// </para>
/// </summary>
internal sealed class BackEndCredentials(
    IReadOnlyList<VendorApi> vendors, CredentialSentences sentences, RateLimitFilter rateLimit, Turn turn,
    CurrentRequest current, RequestBuffers buffers, IServiceLog? log)
{
    /// <summary>The challenge that a 401 must contain (RFC 9110, section 15.5.2).</summary>
    public static ReadOnlySpan<byte> BasicChallenge =>
        "WWW-Authenticate: Basic realm=\"appliance\", charset=\"UTF-8\"\r\n"u8;

    public static ReadOnlySpan<byte> BearerChallenge => "WWW-Authenticate: Bearer realm=\"appliance\"\r\n"u8;

    /// <summary>For endpoints that accept either scheme.</summary>
    public static byte[] BothChallenges { get; } = [.. BasicChallenge, .. BearerChallenge];

    /// <summary>Allowed clock skew of a back end that signs its own tokens.</summary>
    private const long LeewaySeconds = 60;

    private readonly VendorApi[] _tokenVendors =
        new List<VendorApi>(vendors).FindAll(vendor => vendor.BackEndToken is not null).ToArray();
    private readonly byte[] _room = new byte[TokenLimits.RoomIdBytesMax];
    private int _roomBytes;

    /// <summary>Whether the last accepted credential allows this room: an access token may be restricted to
    /// one.</summary>
    /// <param name="roomId">UTF-8, compared byte by byte.</param>
    public bool AllowsRoom(ReadOnlySpan<byte> roomId) =>
        _roomBytes == 0 || roomId.SequenceEqual(_room.AsSpan(0, _roomBytes));

    /// <summary>Why the last check returned <see cref="Failure.Unauthorized"/>.</summary>
    public CredentialRejection Rejection { get; private set; }

    /// <summary>Accepts any kind of credential, of an app of any API, for the appliance's own paths. The credential may
    /// be restricted to one room: check <see cref="AllowsRoom"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="response">Gets a Retry-After if the client exceeded a limit.</param>
    /// <param name="tenant">Set only if the credential is accepted.</param>
    /// <returns><see cref="Failure.None"/>, <see cref="Failure.Unauthorized"/>,
    /// <see cref="Failure.TooManyRequests"/> or <see cref="Failure.TooManyWrongKeys"/>.</returns>
    public Failure Check(in HttpRequest request, ref HttpResponse response, out Tenant? tenant) =>
        Limit(CheckUnlimited(request, ref response, out tenant), request, ref response, ref tenant);

    /// <summary>As <see cref="Check"/>, without counting the request against the app's limit.</summary>
    public Failure CheckUnlimited(in HttpRequest request, ref HttpResponse response, out Tenant? tenant)
    {
        _roomBytes = 0;
        tenant = null;
        if (AuthorizationScheme.TryMatch(request.Authorization, "bearer "u8, out ReadOnlySpan<byte> token))
            return CheckToken(_tokenVendors, token, request, ref response, out tenant);
        if (!AuthorizationScheme.TryMatch(request.Authorization, "basic "u8, out _))
            return RejectScheme(AcceptedCredentials.Either, request, ref response);
        if (!BasicCredentials.TryParse(request.Authorization, buffers.Credentials, out BasicCredentials presented))
            return Reject(new(CredentialError.MalformedBasic), app: null, request, ref response);
        Failure failure = CheckAnyKey(presented, request, ref response, out tenant);
        buffers.Credentials.AsSpan().Clear();
        return failure;
    }

    /// <summary>Checks the id and key of a form (RFC 6749, section 2.3.1: client_secret_post), decoded. Does not count
    /// the request against the app's limit.</summary>
    /// <param name="id">Empty if the form has none.</param>
    /// <param name="key">The client_secret.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">As in <see cref="Check"/>.</param>
    /// <param name="tenant">As in <see cref="Check"/>.</param>
    public Failure CheckPosted(
        ReadOnlySpan<byte> id, ReadOnlySpan<byte> key, in HttpRequest request, ref HttpResponse response,
        out Tenant? tenant)
    {
        _roomBytes = 0;
        tenant = null;
        return id.IsEmpty ? Reject(new(CredentialError.NoClientId), app: null, request, ref response)
            : CompareKey(turn.Tenants.FindByPublicId(id), key, request, ref response, out tenant);
    }

    /// <summary>Accepts only Basic credentials of the vendor's apps.</summary>
    /// <inheritdoc cref="Check"/>
    public Failure CheckBasic(
        VendorApi vendor, in HttpRequest request, ref HttpResponse response, out Tenant? tenant)
    {
        tenant = null;
        if (!AuthorizationScheme.TryMatch(request.Authorization, "basic "u8, out _))
            return RejectScheme(AcceptedCredentials.Basic, request, ref response);
        if (!BasicCredentials.TryParse(request.Authorization, buffers.Credentials, out BasicCredentials presented))
            return Reject(new(CredentialError.MalformedBasic), app: null, request, ref response);
        Failure failure = CheckKey(
            vendor, presented.User, presented.Password, request, ref response, out tenant);
        buffers.Credentials.AsSpan().Clear();
        return failure;
    }

    /// <summary>Accepts the id and key of the vendor's apps, wherever the request has them.</summary>
    /// <inheritdoc cref="Check"/>
    public Failure CheckKey(
        VendorApi vendor, ReadOnlySpan<byte> id, ReadOnlySpan<byte> key, in HttpRequest request,
        ref HttpResponse response, out Tenant? tenant) =>
        Limit(
            CompareKey(turn.Tenants.FindByPublicId(id, vendor), key, request, ref response, out tenant),
            request, ref response, ref tenant);

    /// <summary>Accepts only the vendor's signed tokens.</summary>
    /// <inheritdoc cref="Check"/>
    public Failure CheckBearer(
        VendorApi vendor, in HttpRequest request, ref HttpResponse response, out Tenant? tenant)
    {
        tenant = null;
        return AuthorizationScheme.TryMatch(request.Authorization, "bearer "u8, out ReadOnlySpan<byte> token)
            ? Limit(
                CheckToken([vendor], token, request, ref response, out tenant), request, ref response, ref tenant)
            : RejectScheme(AcceptedCredentials.Bearer, request, ref response, vendor.BackEndToken);
    }

    /// <summary>Rejects a request whose header has none of the accepted schemes.</summary>
    /// <param name="accepted">The credentials that the path accepts.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">As in <see cref="Check"/>.</param>
    /// <param name="token">The kind of token, if the path accepts only one.</param>
    public Failure RejectScheme(
        AcceptedCredentials accepted, in HttpRequest request, ref HttpResponse response, BackEndToken? token = null) =>
        request.Authorization.IsEmpty
            ? RejectMissing(sentences.Missing(accepted, token), isPartial: false, request, ref response)
            : Reject(
                new(CredentialError.OtherScheme, sentences.OtherScheme(accepted, token)), app: null, request,
                ref response);

    /// <summary>Rejects a request without a credential. That does not count as a wrong key, unless a part of the
    /// credential is there: some clients send credentials only after a 401.</summary>
    /// <param name="sentence">Says which credential to send, ASCII.</param>
    /// <param name="isPartial">A part of the credential is there.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">As in <see cref="Check"/>.</param>
    public Failure RejectMissing(
        byte[] sentence, bool isPartial, in HttpRequest request, ref HttpResponse response)
    {
        CredentialRejection rejection = new(CredentialError.Missing, sentence);
        if (isPartial)
            return Reject(rejection, app: null, request, ref response);
        Rejection = rejection;
        return Failure.Unauthorized;
    }

    private Failure CompareKey(
        Tenant? named, ReadOnlySpan<byte> key, in HttpRequest request, ref HttpResponse response, out Tenant? tenant)
    {
        tenant = Matches(named, key) ? named : null;
        return EndKey(named, tenant, request, ref response);
    }

    /// <summary>Accepts id and key as sent or form-decoded: OAuth clients encode them (RFC 6749, section 2.3.1). The
    /// number of key comparisons depends only on the bytes sent, and at most one wrong key is counted.</summary>
    private Failure CheckAnyKey(
        in BasicCredentials presented, in HttpRequest request, ref HttpResponse response, out Tenant? tenant)
    {
        Tenant? named = turn.Tenants.FindByPublicId(presented.User);
        if (!presented.User.ContainsAny("%+"u8) && !presented.Password.ContainsAny("%+"u8))
            return CompareKey(named, presented.Password, request, ref response, out tenant);
        Span<byte> decoded = stackalloc byte[BasicCredentials.BytesMax];
        if (!presented.TryDecodeForm(decoded, out ReadOnlySpan<byte> user, out ReadOnlySpan<byte> password))
            return CompareKey(named, presented.Password, request, ref response, out tenant);
        // An id contains neither '%' nor '+', so at most one of its two spellings names an app.
        Tenant? namedDecoded = turn.Tenants.FindByPublicId(user);
        bool isRaw = Matches(named, presented.Password), isDecoded = Matches(namedDecoded, password);
        tenant = isRaw ? named : isDecoded ? namedDecoded : null;
        decoded.Clear();
        return EndKey(named ?? namedDecoded, tenant, request, ref response);
    }

    private Failure EndKey(Tenant? named, Tenant? tenant, in HttpRequest request, ref HttpResponse response) =>
        tenant is not null ? Failure.None
        : Reject(
            new(named is null ? CredentialError.UnknownApp : CredentialError.WrongKey), named?.App, request,
            ref response);

    /// <summary>Counts an accepted credential against the app's limit.</summary>
    private Failure Limit(Failure failure, in HttpRequest request, ref HttpResponse response, ref Tenant? tenant)
    {
        if (tenant is null || !rateLimit.ExceedsLimit(tenant.App, Bucket.BackEnd, request, ref response))
            return failure;
        tenant = null;
        return Failure.TooManyRequests;
    }

    /// <param name="accepted">The vendors whose tokens are accepted; each has a <see cref="BackEndToken"/>.</param>
    /// <param name="token">Untrusted bytes.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">As in <see cref="Check"/>.</param>
    /// <param name="tenant">As in <see cref="Check"/>.</param>
    private Failure CheckToken(
        scoped ReadOnlySpan<VendorApi> accepted, ReadOnlySpan<byte> token, in HttpRequest request,
        ref HttpResponse response, out Tenant? tenant)
    {
        tenant = null;
        Span<TokenClaim> appIdClaims = stackalloc TokenClaim[accepted.Length];
        for (int index = 0; index < accepted.Length; index++)
            appIdClaims[index] = accepted[index].BackEndToken!.AppIdClaim;
        BearerResult named = BearerToken.ReadAppId(
            token, appIdClaims, buffers.Payload, out ReadOnlySpan<byte> publicId, out int found);
        VendorApi? vendor = found >= 0 ? accepted[found] : null;
        if (named.Verdict != BearerVerdict.Valid)
        {
            BackEndToken? only = accepted.Length == 1 ? accepted[0].BackEndToken : null;
            return RejectToken(named, vendor?.BackEndToken ?? only, app: null, request, ref response);
        }

        BackEndToken kind = vendor!.BackEndToken!;
        Tenant? owner = turn.Tenants.FindByPublicId(publicId, vendor);
        if (owner is not null && !kind.IsAcceptedFor(owner.App))
            owner = null;
        // Constant work: an unknown id costs the same signature check as a known one with a wrong key.
        BearerResult result = (owner ?? turn.Tenants.FirstOf(vendor)) is { } signer
            ? CheckSignature(signer, kind, token) : default;
        if (owner is null)
            result = new(BearerVerdict.UnknownApp);
        if (result.Verdict != BearerVerdict.Valid)
            return RejectToken(result, kind, owner?.App, request, ref response);
        tenant = owner;
        return Failure.None;
    }

    /// <summary>Checks the signature and claims, and records the room to which the token is restricted.</summary>
    private BearerResult CheckSignature(Tenant signer, BackEndToken kind, ReadOnlySpan<byte> token)
    {
        BearerResult result = kind.Check(
            signer.Verifier, token, turn.NowSeconds, LeewaySeconds, buffers.Payload, out ReadOnlySpan<byte> room);
        room.CopyTo(_room);
        _roomBytes = room.Length;
        return result;
    }

    private Failure RejectToken(
        BearerResult result, BackEndToken? kind, App? app, in HttpRequest request, ref HttpResponse response)
    {
        if (result.Verdict == BearerVerdict.MissingAppId)
            result = result with { Sentence = sentences.MissingAppId };
        return Reject(new(CredentialError.BadToken, Token: result, Kind: kind), app, request, ref response);
    }

    /// <param name="rejection">Why it is rejected.</param>
    /// <param name="app">The app that the credential names; null if it names none.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">As in <see cref="Check"/>.</param>
    private Failure Reject(
        CredentialRejection rejection, App? app, in HttpRequest request, ref HttpResponse response)
    {
        Rejection = rejection;
        if (rateLimit.ExceedsWrongKeyLimit(app, request, ref response))
            return Failure.TooManyWrongKeys;
        log?.CredentialRejected(rejection.Reason, rateLimit.LastClient, app?.Name, current.RoutePattern);
        return Failure.Unauthorized;
    }

    /// <summary>Constant-time: an unknown id costs the same comparison as a known one with a wrong key.</summary>
    private static bool Matches(Tenant? tenant, ReadOnlySpan<byte> password)
    {
        Credential expected = tenant?.ApiKey ?? Credential.Dummy;
        // The dummy key is empty, so an empty password matches it: accept only a tenant's own key.
        return expected.Matches(password) && expected != Credential.Dummy;
    }
}
