using Appliance.Http;
using Appliance.Policy;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>What became of a credential.</summary>
internal enum CredentialVerdict : byte
{
    Good,
    /// <summary>None was shown, or none that is good.</summary>
    Unauthorized,
    /// <summary>The app's rate limit holds its clients to less.</summary>
    TooManyRequests,
    TooManyWrongKeys,
}

/// <summary>
/// Which app's back end sends a request: it shows the app's id and key as Basic credentials (EnableX), or a management
/// token as Bearer (100ms, RFC 6750).
/// </summary>
internal sealed class BackEndCredentials(Throttle throttle, Workspace workspace)
{
    /// <summary>The challenge of a 401, which has to have one (RFC 9110, section 15.5.2).</summary>
    public static ReadOnlySpan<byte> BasicChallenge =>
        "WWW-Authenticate: Basic realm=\"appliance\", charset=\"UTF-8\"\r\n"u8;

    public static ReadOnlySpan<byte> BearerChallenge => "WWW-Authenticate: Bearer realm=\"appliance\"\r\n"u8;

    /// <summary>For where either is taken.</summary>
    public static void AddChallenges(ref HttpAnswer answer)
    {
        answer.AddHeader(BasicChallenge);
        answer.AddHeader(BearerChallenge);
    }

    /// <summary>How far the clock of a back end that signs its own management tokens may be off.</summary>
    private const long LeewaySeconds = 60;

    /// <summary>Why the last check ended with <see cref="CredentialVerdict.Unauthorized"/>.</summary>
    public CredentialRefusal Refusal { get; private set; }

    /// <summary>Takes either; the tenant is there if the verdict is good.</summary>
    public CredentialVerdict Check(in HttpRequest request, ref HttpAnswer answer, out Tenant? tenant) =>
        AuthorizationScheme.TryTake(request.Authorization, "bearer "u8, out ReadOnlySpan<byte> token)
            ? CheckBearer(token, request, ref answer, out tenant)
            : CheckBasic(TakenCredentials.Either, request, ref answer, out tenant);

    /// <summary>Takes Basic credentials alone.</summary>
    public CredentialVerdict CheckBasic(in HttpRequest request, ref HttpAnswer answer, out Tenant? tenant) =>
        CheckBasic(TakenCredentials.Basic, request, ref answer, out tenant);

    private CredentialVerdict CheckBasic(
        TakenCredentials taken, in HttpRequest request, ref HttpAnswer answer, out Tenant? tenant)
    {
        tenant = null;
        if (!AuthorizationScheme.TryTake(request.Authorization, "basic "u8, out _))
            return RefuseScheme(taken, request, ref answer);
        if (!BasicCredentials.TryParse(request.Authorization, workspace.Credentials, out BasicCredentials shown))
            return Wrong(new(CredentialProblem.MalformedBasic), request, ref answer);
        CredentialVerdict verdict = CheckKey(shown.User, shown.Password, request, ref answer, out tenant);
        workspace.Credentials.AsSpan().Clear();
        return verdict;
    }

    /// <summary>Takes the app's id and key in the headers of EnableX's sample front alone.</summary>
    public CredentialVerdict CheckFront(in HttpRequest request, ref HttpAnswer answer, out Tenant? tenant)
    {
        tenant = null;
        bool hasId = request.TryFindField("x-app-id"u8, out ReadOnlySpan<byte> id);
        bool hasKey = request.TryFindField("x-app-key"u8, out ReadOnlySpan<byte> key);
        if (hasId && hasKey)
            return CheckKey(id, key, request, ref answer, out tenant);
        CredentialRefusal refusal = new(CredentialProblem.Missing, TakenCredentials.Front);
        if (hasId || hasKey)
            return Wrong(refusal, request, ref answer);
        Refusal = refusal;
        return CredentialVerdict.Unauthorized;
    }

    private CredentialVerdict CheckKey(
        ReadOnlySpan<byte> id, ReadOnlySpan<byte> key, in HttpRequest request, ref HttpAnswer answer,
        out Tenant? tenant)
    {
        Tenant? named = workspace.Tenants.FindByPublicId(id, TokenApi.EnableX);
        bool isHeldBack = named is not null && throttle.Refuses(named.App, request, ref answer);
        tenant = !isHeldBack && Matches(named, key) ? named : null;
        return isHeldBack ? CredentialVerdict.TooManyRequests
            : tenant is null ? Wrong(new(CredentialProblem.WrongKey), request, ref answer)
            : CredentialVerdict.Good;
    }

    /// <summary>Takes a management token alone.</summary>
    public CredentialVerdict CheckBearer(in HttpRequest request, ref HttpAnswer answer, out Tenant? tenant)
    {
        if (AuthorizationScheme.TryTake(request.Authorization, "bearer "u8, out ReadOnlySpan<byte> token))
            return CheckBearer(token, request, ref answer, out tenant);
        tenant = null;
        return RefuseScheme(TakenCredentials.Bearer, request, ref answer);
    }

    private CredentialVerdict CheckBearer(
        ReadOnlySpan<byte> token, in HttpRequest request, ref HttpAnswer answer, out Tenant? tenant)
    {
        tenant = null;
        ManagementResult named =
            ManagementToken.ReadAccessKey(token, workspace.Payload, out ReadOnlySpan<byte> accessKey);
        if (named.Verdict != ManagementVerdict.Good)
            return WrongToken(named, request, ref answer);
        Tenant? owner = workspace.Tenants.FindByPublicId(accessKey, TokenApi.Hms100);
        if (owner is null)
            return WrongToken(new(ManagementVerdict.UnknownKey), request, ref answer);
        if (throttle.Refuses(owner.App, request, ref answer))
            return CredentialVerdict.TooManyRequests;
        ManagementResult result = ManagementToken.Check(
            owner.Verifier, token, workspace.NowSeconds, LeewaySeconds, workspace.Payload);
        if (result.Verdict != ManagementVerdict.Good)
            return WrongToken(result, request, ref answer);
        tenant = owner;
        return CredentialVerdict.Good;
    }

    /// <summary>Some clients send no credential until a 401 asks for it: that is no wrong key.</summary>
    private CredentialVerdict RefuseScheme(TakenCredentials taken, in HttpRequest request, ref HttpAnswer answer)
    {
        if (!request.Authorization.IsEmpty)
            return Wrong(new(CredentialProblem.OtherScheme, taken), request, ref answer);
        Refusal = new(CredentialProblem.Missing, taken);
        return CredentialVerdict.Unauthorized;
    }

    private CredentialVerdict WrongToken(ManagementResult result, in HttpRequest request, ref HttpAnswer answer) =>
        Wrong(new(CredentialProblem.BadToken, Token: result), request, ref answer);

    /// <summary>The right key is never held back here, so that nobody can lock a back end out.</summary>
    private CredentialVerdict Wrong(CredentialRefusal refusal, in HttpRequest request, ref HttpAnswer answer)
    {
        Refusal = refusal;
        return throttle.RefusesWrongKey(request, ref answer)
            ? CredentialVerdict.TooManyWrongKeys : CredentialVerdict.Unauthorized;
    }

    /// <summary>An unknown id costs the same comparison as a known one with a wrong key.</summary>
    private static bool Matches(Tenant? tenant, ReadOnlySpan<byte> password)
    {
        Credential expected = tenant?.ApiKey ?? Credential.Nobody;
        // Nobody's key is empty, and an empty password would match it: only a tenant's own key lets in.
        return expected.Matches(password) && expected != Credential.Nobody;
    }
}
