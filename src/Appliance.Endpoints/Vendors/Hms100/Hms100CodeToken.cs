using System.Text;
using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Clients.RateLimits;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>
/// 100ms's tokens for room codes: <c>POST /v2/token</c> with <c>{"code","user_id"?}</c> returns <c>{"token"}</c>, and
/// so does the older <c>POST /hmsapi/get-token</c>, whose header <c>subdomain</c> names the app. A code is a short
/// credential: an address that presented too many wrong codes gets a 429 for correct ones too.
/// </summary>
internal sealed class Hms100CodeToken(
    VendorApi vendor, RateLimitFilter rateLimit, Turn turn, RoomDirectory rooms, TokenIssuance issuance,
    RequestBuffers buffers, FailureDetail detail, FailureResponder responder)
{
    public static readonly Member Code = new("code", MemberKind.Text) { IsExact = true };
    private static readonly Member UserId = new("user_id", MemberKind.Text);

    /// <summary>The members of the vendor's API. Clients of the older form also send a <c>role</c>, which is ignored:
    /// the code determines the role.</summary>
    public static readonly Member[] Members = [Code, UserId];

    private const int CodeIndex = 0, UserIdIndex = 1;

    /// <summary>The request names no app: the code determines it.</summary>
    public void Handle(in Route _, in HttpRequest request, ref HttpResponse response) =>
        Handle(isLegacyForm: false, request, ref response);

    /// <summary>The header <c>subdomain</c> names the app: <c>johndoe</c> or <c>johndoe.app.100ms.live</c>.</summary>
    public void HandleLegacyForm(in Route _, in HttpRequest request, ref HttpResponse response) =>
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
        Failure failure = Issue(isLegacyForm, request, ref response, ref cors);
        cors.Allow(request.Origin, ref response);
        responder.End(failure, Hms100BackEndFailures.Table, "Allow: POST, OPTIONS\r\n"u8, ref response);
    }

    private Failure Issue(bool isLegacyForm, in HttpRequest request, ref HttpResponse response, ref Cors cors)
    {
        if (request.Method != HttpMethod.Post)
            return Failure.MethodNotAllowed;
        ReadOnlySpan<byte> subdomain = default;
        if (isLegacyForm && !request.TryFindField("subdomain"u8, out subdomain))
            return Failure.MissingAppName;
        Failure failure = Read(request, out ReadOnlySpan<byte> code, out ReadOnlySpan<byte> userId);
        if (failure != Failure.None)
            return failure;
        Tenant? named = isLegacyForm
            ? turn.Tenants.FindBySubdomain(Route.FirstLabel(subdomain), vendor) : null;
        // Before the lookup, so that neither the response nor its timing reveals whether the code is correct.
        if (rateLimit.ExceedsCodeLimit(named?.App, request, ref response))
            return Failure.TooManyWrongCodes;
        if (turn.Freshness != RoomFreshness.Current)
            return Failure.StorageUnavailable;
        RoomCodeTarget? target = rooms.FindByCode(code);
        Tenant? tenant = target is null ? null : turn.Tenants.FindBySubdomain(target.Rooms.Name, vendor);
        // A code of another app than the one in the header is handled like an unknown code.
        if (isLegacyForm && tenant != named)
            tenant = null;
        if (target is null || tenant is null)
            return rateLimit.ExceedsWrongCodeLimit(named?.App, request, ref response)
                ? Failure.TooManyWrongCodes : Failure.UnknownCode;
        cors = tenant.CodeCors;
        if (rateLimit.ExceedsLimit(tenant.App, Bucket.RoomCode, request, ref response))
            return Failure.TooManyRequests;
        return target.Code.IsEnabled
            ? Issue(tenant, target, userId, isLegacyForm ? Hms100TokenEndpoint.AfterToken : "\"}"u8, ref response)
            : Failure.CodeDisabled;
    }

    private Failure Issue(
        Tenant tenant, RoomCodeTarget target, ReadOnlySpan<byte> userId, ReadOnlySpan<byte> after,
        ref HttpResponse response)
    {
        Span<byte> role = stackalloc byte[CallerText.IdBytesMax];
        int length = Encoding.UTF8.TryGetBytes(target.Code.Role, role, out int written) ? written : 0;
        // Without a role the request has no role name either, so it fails.
        TokenRequest asked = new() { RoomId = target.RoomId, Role = tenant.App.FindRole(role[..length]) };
        asked.Values.UserId = userId;
        Failure failure = issuance.Respond(
            tenant, ref asked, Hms100TokenEndpoint.BeforeToken, after, ref response);
        // The user id is the only value that callers can send.
        return failure == Failure.ValuesTooLong ? detail.About(UserId, Failure.InvalidMember) : failure;
    }

    /// <summary>Reads <c>{"code","user_id"?}</c>, values decoded.</summary>
    private Failure Read(
        scoped in HttpRequest request, out ReadOnlySpan<byte> code, out ReadOnlySpan<byte> userId)
    {
        code = userId = default;
        RequestBody body = new(Members);
        Failure failure = body.Read(request, buffers, detail);
        if (failure != Failure.None)
            return failure;
        code = body[CodeIndex];
        userId = body[UserIdIndex];
        if (code.IsEmpty)
            return detail.About(Code, Failure.MissingMember);
        return userId.IsEmpty || CallerText.IsPlain(userId)
            ? Failure.None : detail.About(UserId, Failure.InvalidMember);
    }
}
