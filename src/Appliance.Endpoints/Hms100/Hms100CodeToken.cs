using System.Text;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// 100ms's tokens for room codes: <c>POST /v2/token</c> with <c>{"code","user_id"?}</c> returns <c>{"token"}</c>, and
/// so does the older <c>POST /hmsapi/get-token</c>, whose header <c>subdomain</c> names the app. A code is a short
/// credential: an address that presented too many wrong codes gets a 429 for correct ones too.
/// </summary>
internal sealed class Hms100CodeToken(RateLimitFilter rateLimit, Workspace workspace)
{
    /// <summary>The members of the vendor's API. Clients of the older form also send a <c>role</c>, which is ignored:
    /// the code determines the role.</summary>
    public static readonly Member[] Members =
    [
        new("code", MemberKind.Text) { IsExact = true },
        new("user_id", MemberKind.Text),
    ];

    private const int CodeIndex = 0, UserIdIndex = 1;

    /// <summary>The request names no app: the code determines it.</summary>
    public void Handle(in HttpRequest request, ref HttpResponse response) =>
        Handle(isLegacyForm: false, request, ref response);

    /// <summary>The header <c>subdomain</c> names the app: <c>johndoe</c> or <c>johndoe.app.100ms.live</c>.</summary>
    public void HandleLegacyForm(in HttpRequest request, ref HttpResponse response) =>
        Handle(isLegacyForm: true, request, ref response);

    private void Handle(bool isLegacyForm, in HttpRequest request, ref HttpResponse response)
    {
        // A preflight contains no code, so the app, and with it the allowed origins, is still unknown.
        Cors cors = Cors.AnyOrigin;
        if (request.Method == HttpMethod.Options)
        {
            cors.TryHandlePreflight(request, ref response);
            return;
        }
        Hms100RoomFailure failure = Issue(isLegacyForm, request, ref response, ref cors);
        cors.Allow(request.Origin, ref response);
        if (failure == Hms100RoomFailure.None)
            return;
        Hms100RoomFailures.Write(failure, workspace.MemberError, ref response);
        if (failure == Hms100RoomFailure.MethodNotAllowed)
            response.AddHeader("Allow: POST, OPTIONS\r\n"u8);
    }

    private Hms100RoomFailure Issue(bool isLegacyForm, in HttpRequest request, ref HttpResponse response, ref Cors cors)
    {
        if (request.Method != HttpMethod.Post)
            return Hms100RoomFailure.MethodNotAllowed;
        ReadOnlySpan<byte> subdomain = default;
        if (isLegacyForm && !request.TryFindField("subdomain"u8, out subdomain))
            return Hms100RoomFailure.MissingSubdomain;
        Hms100RoomFailure failure = TryRead(request, out ReadOnlySpan<byte> code, out ReadOnlySpan<byte> userId);
        if (failure != Hms100RoomFailure.None)
            return failure;
        Tenant? named = isLegacyForm
            ? workspace.Tenants.FindBySubdomain(Route.FirstLabel(subdomain), TokenApi.Hms100) : null;
        // Before the lookup, so that neither the response nor its timing reveals whether the code is correct.
        if (rateLimit.ExceedsCodeLimit(named?.App, request, ref response))
            return Hms100RoomFailure.TooManyWrongCodes;
        if (workspace.Freshness != RoomFreshness.Current)
            return Hms100RoomFailure.StorageUnavailable;
        RoomCodeTarget? target = workspace.Rooms.FindByCode(code);
        Tenant? tenant = target is null
            ? null : workspace.Tenants.FindBySubdomain(target.Rooms.Name, TokenApi.Hms100);
        // A code of another app than the one in the header is handled like an unknown code.
        if (isLegacyForm && tenant != named)
            tenant = null;
        if (target is null || tenant is null)
            return rateLimit.ExceedsWrongCodeLimit(named?.App, request, ref response)
                ? Hms100RoomFailure.TooManyWrongCodes : Hms100RoomFailure.UnknownCode;
        cors = tenant.CodeCors;
        if (rateLimit.ExceedsLimit(tenant.App, Bucket.RoomCode, request, ref response))
            return Hms100RoomFailure.TooManyRequests;
        if (!target.Code.IsEnabled)
            return Hms100RoomFailure.CodeDisabled;
        RoomState state = target.Rooms.Find(target.RoomId, workspace.Freshness, out Room room);
        if (state != RoomState.Open)
            return Hms100RoomFailures.Of(state);
        Span<byte> roleName = stackalloc byte[CallerText.IdBytesMax];
        int roleLength = Encoding.UTF8.TryGetBytes(target.Code.Role, roleName, out int length) ? length : 0;
        Role? role = tenant.App.FindRole(roleName[..roleLength]);
        if (role is null)
            return Hms100RoomFailure.UnknownRole;

        ClaimValues values = workspace.NewClaims(tenant.App, room);
        values.RoomId = target.RoomId;
        values.UserId = userId;
        ReadOnlySpan<byte> before = "{\"token\":\""u8;
        ReadOnlySpan<byte> after = isLegacyForm ? Hms100Endpoint.AfterToken : "\"}"u8;
        IssueResult issue = tenant.Issuer.IssueUnsigned(
            role, room, Rules.DefaultLifetime, ref values, workspace.RoomTemplates,
            response.BodyBuffer[before.Length..],
            out UnsignedToken token);
        if (!issue.IsIssued)
            return Hms100RoomFailures.Of(Hms100Failures.Of(issue));
        response.WriteToken(workspace.Signatures, token, before, issue.TokenBytes, after);
        return Hms100RoomFailure.None;
    }

    /// <summary>Reads <c>{"code","user_id"?}</c>, values decoded.</summary>
    private Hms100RoomFailure TryRead(
        scoped in HttpRequest request, out ReadOnlySpan<byte> code, out ReadOnlySpan<byte> userId)
    {
        code = userId = default;
        RequestBody body = new(Members);
        BodyError error = body.Read(request, workspace);
        if (error != BodyError.None)
            return error != BodyError.WrongType ? Hms100RoomFailures.Of(error)
                : body.InvalidMemberIndex == CodeIndex ? Hms100RoomFailure.MissingCode
                : Hms100RoomFailure.InvalidUserId;
        code = body[CodeIndex];
        userId = body[UserIdIndex];
        if (code.IsEmpty)
            return Hms100RoomFailure.MissingCode;
        return userId.IsEmpty || CallerText.IsPlain(userId) ? Hms100RoomFailure.None : Hms100RoomFailure.InvalidUserId;
    }
}
