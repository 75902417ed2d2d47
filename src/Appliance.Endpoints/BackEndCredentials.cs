using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>The result of checking a credential.</summary>
internal enum CredentialVerdict : byte
{
    Accepted,
    /// <summary>The credential is missing or was rejected.</summary>
    Unauthorized,
    /// <summary>The credential is accepted, but the client exceeded the app's rate limit.</summary>
    TooManyRequests,
    /// <summary>The credential was rejected, and the client exceeded the limit of wrong keys.</summary>
    TooManyWrongKeys,
}

/// <summary>
/// Authenticates an app's back end: with the app's public id and appKey as Basic credentials (RFC 7617), or with a
/// Bearer token (RFC 6750), which is a management token (100ms) or an access token signed with the app's key (LiveKit).
/// The paths of EnableX's API accept only Basic credentials of EnableX apps, those of 100ms's API only management
/// tokens.
/// <para>
/// The credential is checked before the rate limits: accepted credentials count against the app's limit, rejected ones
/// against the address's limit of wrong keys. So a client without the key cannot lock out its holder.
/// </para>
/// </summary>
internal sealed class BackEndCredentials(RateLimitFilter rateLimit, Workspace workspace)
{
    /// <summary>The challenge that a 401 must contain (RFC 9110, section 15.5.2).</summary>
    public static ReadOnlySpan<byte> BasicChallenge =>
        "WWW-Authenticate: Basic realm=\"appliance\", charset=\"UTF-8\"\r\n"u8;

    public static ReadOnlySpan<byte> BearerChallenge => "WWW-Authenticate: Bearer realm=\"appliance\"\r\n"u8;

    /// <summary>Adds both challenges, for endpoints that accept either scheme.</summary>
    public static void AddChallenges(ref HttpResponse response)
    {
        response.AddHeader(BasicChallenge);
        response.AddHeader(BearerChallenge);
    }

    /// <summary>Allowed clock skew of a back end that signs its own tokens.</summary>
    private const long LeewaySeconds = 60;

    private readonly byte[] _room = new byte[TokenLimits.RoomIdBytesMax];
    private int _roomBytes;

    /// <summary>Whether the last accepted credential allows this room: an access token may be restricted to
    /// one.</summary>
    /// <param name="roomId">UTF-8, compared byte by byte.</param>
    public bool AllowsRoom(ReadOnlySpan<byte> roomId) =>
        _roomBytes == 0 || roomId.SequenceEqual(_room.AsSpan(0, _roomBytes));

    /// <summary>Why the last check returned <see cref="CredentialVerdict.Unauthorized"/>.</summary>
    public CredentialRejection Rejection { get; private set; }

    /// <summary>Accepts any kind of credential, of an app of any API, for the appliance's own paths. The tenant is set
    /// only if the verdict is <see cref="CredentialVerdict.Accepted"/>. The credential may be restricted to one room:
    /// check <see cref="AllowsRoom"/>.</summary>
    public CredentialVerdict Check(in HttpRequest request, ref HttpResponse response, out Tenant? tenant) =>
        Limit(CheckUnlimited(request, ref response, out tenant), request, ref response, ref tenant);

    /// <summary>As <see cref="Check"/>, without counting the request against the app's limit.</summary>
    public CredentialVerdict CheckUnlimited(in HttpRequest request, ref HttpResponse response, out Tenant? tenant)
    {
        _roomBytes = 0;
        return AuthorizationScheme.TryMatch(request.Authorization, "bearer "u8, out ReadOnlySpan<byte> token)
            ? CheckBearer(AcceptedCredentials.Either, token, request, ref response, out tenant)
            : CheckBasic(AcceptedCredentials.Either, request, ref response, out tenant);
    }

    /// <summary>Checks the id and key of a form (RFC 6749, section 2.3.1: client_secret_post), decoded. Does not count
    /// the request against the app's limit.</summary>
    /// <param name="id">Empty if the form has none.</param>
    /// <param name="key">The client_secret.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Gets a Retry-After if the client exceeded the limit of wrong keys.</param>
    /// <param name="tenant">As in <see cref="Check"/>.</param>
    public CredentialVerdict CheckPosted(
        ReadOnlySpan<byte> id, ReadOnlySpan<byte> key, in HttpRequest request, ref HttpResponse response,
        out Tenant? tenant)
    {
        _roomBytes = 0;
        tenant = null;
        return id.IsEmpty ? Reject(new(CredentialError.NoClientId), app: null, request, ref response)
            : CheckKey(workspace.Tenants.FindByPublicId(id), key, request, ref response, out tenant);
    }

    /// <summary>Accepts only Basic credentials of an EnableX app.</summary>
    public CredentialVerdict CheckBasic(in HttpRequest request, ref HttpResponse response, out Tenant? tenant) =>
        Limit(
            CheckBasic(AcceptedCredentials.Basic, request, ref response, out tenant),
            request, ref response, ref tenant);

    private CredentialVerdict CheckBasic(
        AcceptedCredentials accepted, in HttpRequest request, ref HttpResponse response, out Tenant? tenant)
    {
        tenant = null;
        if (!AuthorizationScheme.TryMatch(request.Authorization, "basic "u8, out _))
            return RejectScheme(accepted, request, ref response);
        if (!BasicCredentials.TryParse(request.Authorization, workspace.Credentials, out BasicCredentials presented))
            return Reject(new(CredentialError.MalformedBasic), app: null, request, ref response);
        CredentialVerdict verdict = accepted == AcceptedCredentials.Basic
            ? CheckEnableXKey(presented.User, presented.Password, request, ref response, out tenant)
            : CheckAnyKey(presented, request, ref response, out tenant);
        workspace.Credentials.AsSpan().Clear();
        return verdict;
    }

    /// <summary>Accepts only the app's id and key in the headers of EnableX's sample front.</summary>
    public CredentialVerdict CheckFront(in HttpRequest request, ref HttpResponse response, out Tenant? tenant)
    {
        tenant = null;
        bool hasId = request.TryFindField("x-app-id"u8, out ReadOnlySpan<byte> id);
        bool hasKey = request.TryFindField("x-app-key"u8, out ReadOnlySpan<byte> key);
        if (hasId && hasKey)
        {
            return Limit(
                CheckEnableXKey(id, key, request, ref response, out tenant), request, ref response, ref tenant);
        }
        CredentialRejection rejection = new(CredentialError.Missing, AcceptedCredentials.Front);
        if (hasId || hasKey)
            return Reject(rejection, app: null, request, ref response);
        Rejection = rejection;
        return CredentialVerdict.Unauthorized;
    }

    private CredentialVerdict CheckEnableXKey(
        ReadOnlySpan<byte> id, ReadOnlySpan<byte> key, in HttpRequest request, ref HttpResponse response,
        out Tenant? tenant) =>
        CheckKey(workspace.Tenants.FindByPublicId(id, TokenApi.EnableX), key, request, ref response, out tenant);

    private CredentialVerdict CheckKey(
        Tenant? named, ReadOnlySpan<byte> key, in HttpRequest request, ref HttpResponse response, out Tenant? tenant)
    {
        tenant = Matches(named, key) ? named : null;
        return EndKey(named, tenant, request, ref response);
    }

    /// <summary>Accepts id and key as sent or form-decoded: OAuth clients encode them (RFC 6749, section 2.3.1). The
    /// number of key comparisons depends only on the bytes sent, and at most one wrong key is counted.</summary>
    private CredentialVerdict CheckAnyKey(
        in BasicCredentials presented, in HttpRequest request, ref HttpResponse response, out Tenant? tenant)
    {
        Tenant? named = workspace.Tenants.FindByPublicId(presented.User);
        if (!presented.User.ContainsAny("%+"u8) && !presented.Password.ContainsAny("%+"u8))
            return CheckKey(named, presented.Password, request, ref response, out tenant);
        Span<byte> decoded = stackalloc byte[BasicCredentials.BytesMax];
        if (!presented.TryDecodeForm(decoded, out ReadOnlySpan<byte> user, out ReadOnlySpan<byte> password))
            return CheckKey(named, presented.Password, request, ref response, out tenant);
        // An id contains neither '%' nor '+', so at most one of its two spellings names an app.
        Tenant? namedDecoded = workspace.Tenants.FindByPublicId(user);
        bool isRaw = Matches(named, presented.Password), isDecoded = Matches(namedDecoded, password);
        tenant = isRaw ? named : isDecoded ? namedDecoded : null;
        decoded.Clear();
        return EndKey(named ?? namedDecoded, tenant, request, ref response);
    }

    private CredentialVerdict EndKey(
        Tenant? named, Tenant? tenant, in HttpRequest request, ref HttpResponse response) =>
        tenant is not null ? CredentialVerdict.Accepted
        : Reject(
            new(named is null ? CredentialError.UnknownApp : CredentialError.WrongKey), named?.App, request,
            ref response);

    /// <summary>Counts an accepted credential against the app's limit.</summary>
    private CredentialVerdict Limit(
        CredentialVerdict verdict, in HttpRequest request, ref HttpResponse response, ref Tenant? tenant)
    {
        if (tenant is null || !rateLimit.ExceedsLimit(tenant.App, Bucket.BackEnd, request, ref response))
            return verdict;
        tenant = null;
        return CredentialVerdict.TooManyRequests;
    }

    /// <summary>Accepts only a management token.</summary>
    public CredentialVerdict CheckBearer(in HttpRequest request, ref HttpResponse response, out Tenant? tenant)
    {
        if (AuthorizationScheme.TryMatch(request.Authorization, "bearer "u8, out ReadOnlySpan<byte> token))
        {
            CredentialVerdict verdict =
                CheckBearer(AcceptedCredentials.Bearer, token, request, ref response, out tenant);
            return Limit(verdict, request, ref response, ref tenant);
        }
        tenant = null;
        return RejectScheme(AcceptedCredentials.Bearer, request, ref response);
    }

    private CredentialVerdict CheckBearer(
        AcceptedCredentials accepted, ReadOnlySpan<byte> token, in HttpRequest request, ref HttpResponse response,
        out Tenant? tenant)
    {
        tenant = null;
        BearerResult named = accepted == AcceptedCredentials.Bearer
            ? ManagementToken.ReadAccessKey(token, workspace.Payload, out ReadOnlySpan<byte> publicId)
            : BearerToken.ReadPublicId(token, workspace.Payload, out publicId);
        if (named.Verdict != BearerVerdict.Valid)
            return RejectToken(named, app: null, request, ref response);
        Tenant? owner = FindSigner(named.IsLiveKit, publicId);
        // Constant work: an unknown id costs the same signature check as a known one with a wrong key.
        BearerResult result = (owner ?? workspace.Tenants.FirstOf(ApiOf(named.IsLiveKit))) is { } signer
            ? CheckToken(signer, named.IsLiveKit, token) : default;
        if (owner is null)
            result = new(named.IsLiveKit ? BearerVerdict.UnknownIssuer : BearerVerdict.UnknownKey);
        if (result.Verdict != BearerVerdict.Valid)
            return RejectToken(result, owner?.App, request, ref response);
        tenant = owner;
        return CredentialVerdict.Accepted;
    }

    private Tenant? FindSigner(bool isLiveKit, ReadOnlySpan<byte> publicId)
    {
        Tenant? found = workspace.Tenants.FindByPublicId(publicId, ApiOf(isLiveKit));
        return isLiveKit && found is { AcceptsAccessTokens: false } ? null : found;
    }

    private static TokenApi ApiOf(bool isLiveKit) => isLiveKit ? TokenApi.LiveKit : TokenApi.Hms100;

    /// <summary>Checks the signature and claims, and records the room to which an access token is restricted.</summary>
    private BearerResult CheckToken(Tenant owner, bool isLiveKit, ReadOnlySpan<byte> token)
    {
        if (!isLiveKit)
        {
            return ManagementToken.Check(
                owner.Verifier, token, workspace.NowSeconds, LeewaySeconds, workspace.Payload);
        }
        BearerResult result = LiveKitAccessToken.Check(
            owner.Verifier, token, workspace.NowSeconds, LeewaySeconds, workspace.Payload,
            out ReadOnlySpan<byte> room);
        room.CopyTo(_room);
        _roomBytes = room.Length;
        return result;
    }

    /// <summary>Rejects a request whose header has none of the accepted schemes. A missing header does not count as a
    /// wrong key: some clients send credentials only after a 401.</summary>
    public CredentialVerdict RejectScheme(
        AcceptedCredentials accepted, in HttpRequest request, ref HttpResponse response)
    {
        if (!request.Authorization.IsEmpty)
            return Reject(new(CredentialError.OtherScheme, accepted), app: null, request, ref response);
        Rejection = new(CredentialError.Missing, accepted);
        return CredentialVerdict.Unauthorized;
    }

    private CredentialVerdict RejectToken(
        BearerResult result, App? app, in HttpRequest request, ref HttpResponse response) =>
        Reject(new(CredentialError.BadToken, Token: result), app, request, ref response);

    /// <param name="rejection">Why it is rejected.</param>
    /// <param name="app">The app that the credential names; null if it names none.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Gets a Retry-After if the client exceeded the limit of wrong keys.</param>
    private CredentialVerdict Reject(
        CredentialRejection rejection, App? app, in HttpRequest request, ref HttpResponse response)
    {
        Rejection = rejection;
        if (rateLimit.ExceedsWrongKeyLimit(app, request, ref response))
            return CredentialVerdict.TooManyWrongKeys;
        workspace.Log?.CredentialRejected(
            rejection.Reason, rateLimit.LastClient, app?.Name, Route.PatternOf(workspace.Route));
        return CredentialVerdict.Unauthorized;
    }

    /// <summary>Constant-time: an unknown id costs the same comparison as a known one with a wrong key.</summary>
    private static bool Matches(Tenant? tenant, ReadOnlySpan<byte> password)
    {
        Credential expected = tenant?.ApiKey ?? Credential.Dummy;
        // The dummy key is empty, so an empty password matches it: accept only a tenant's own key.
        return expected.Matches(password) && expected != Credential.Dummy;
    }
}
