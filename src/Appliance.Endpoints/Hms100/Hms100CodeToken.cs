using System.Text;
using Appliance.Http;
using Appliance.Json;
using Appliance.Policy;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// 100ms's tokens for room codes: <c>POST /v2/token</c> with <c>{"code","user_id"?}</c> answers <c>{"token"}</c>. The
/// code is the credential; codes that are none are held back as wrong keys are.
/// </summary>
internal sealed class Hms100CodeToken(Throttle throttle, Workspace workspace)
{
    public void Handle(in HttpRequest request, ref HttpAnswer answer)
    {
        // A preflight shows no code, so that nobody knows yet whose pages may read the answer.
        Cors cors = Cors.Everyone;
        if (request.Method == HttpMethod.Options)
        {
            cors.AnswersPreflight(request, ref answer);
            return;
        }
        Hms100RoomFailure failure = Issue(request, ref answer, ref cors);
        cors.Allow(request.Origin, ref answer);
        if (failure == Hms100RoomFailure.None)
            return;
        Hms100RoomFailures.Write(failure, ref answer);
        if (failure == Hms100RoomFailure.MethodNotAllowed)
            answer.AddHeader("Allow: POST, OPTIONS\r\n"u8);
    }

    private Hms100RoomFailure Issue(in HttpRequest request, ref HttpAnswer answer, ref Cors cors)
    {
        if (request.Method != HttpMethod.Post)
            return Hms100RoomFailure.MethodNotAllowed;
        Hms100RoomFailure failure = TryRead(
            request.Body, out ReadOnlySpan<byte> code, out ReadOnlySpan<byte> userId);
        if (failure != Hms100RoomFailure.None)
            return failure;
        CodedRoom? coded = workspace.Rooms.FindByCode(code);
        Tenant? tenant = coded is null
            ? null : workspace.Tenants.FindBySubdomain(coded.Rooms.Name, TokenApi.Hms100);
        if (coded is null || tenant is null)
            return throttle.RefusesWrongKey(request, ref answer)
                ? Hms100RoomFailure.TooManyWrongCodes : Hms100RoomFailure.UnknownCode;
        cors = tenant.CodeCors;
        if (throttle.Refuses(tenant.App, request, ref answer))
            return Hms100RoomFailure.TooManyRequests;
        if (!coded.Code.IsEnabled)
            return Hms100RoomFailure.CodeDisabled;
        RoomState state = coded.Rooms.Find(coded.RoomId, out Room room);
        if (state != RoomState.Open)
            return Hms100RoomFailures.Of(state);
        Span<byte> roleName = stackalloc byte[Text.IdBytesMax];
        int roleLength = Encoding.UTF8.TryGetBytes(coded.Code.Role, roleName, out int length) ? length : 0;
        Role? role = tenant.App.FindRole(roleName[..roleLength]);
        if (role is null)
            return Hms100RoomFailure.UnknownRole;

        ClaimValues values = workspace.NewClaims();
        values.RoomId = coded.RoomId;
        values.UserId = userId;
        ReadOnlySpan<byte> before = "{\"token\":\""u8;
        Issue issue = tenant.Issuer.IssueUnsigned(
            role, room, Rules.DefaultLife, ref values, workspace.RoomTemplates, answer.BodyBuffer[before.Length..],
            out UnsignedToken token);
        if (!issue.IsIssued)
            return Hms100RoomFailures.Of(Hms100Failures.Of(issue));
        workspace.NoteIssued(tenant, room, values.TokenId);
        answer.WriteToken(workspace.Signatures, token, before, issue.TokenBytes, "\"}"u8);
        return Hms100RoomFailure.None;
    }

    /// <summary>Reads <c>{"code","user_id"?}</c>, values decoded.</summary>
    private Hms100RoomFailure TryRead(
        ReadOnlySpan<byte> body, out ReadOnlySpan<byte> code, out ReadOnlySpan<byte> userId)
    {
        code = userId = default;
        bool hasCode = false, hasUserId = false;
        BodyReader reader = new(body, workspace.Strings);
        BodyVerdict entered = reader.Enter();
        if (entered != BodyVerdict.Ok)
            return entered == BodyVerdict.NotJson ? Hms100RoomFailure.NotJson : Hms100RoomFailure.NotAnObject;
        while (reader.NextMember(out ReadOnlySpan<byte> name))
        {
            bool isCode = name.SequenceEqual("code"u8);
            if (!isCode && !name.SequenceEqual("user_id"u8))
                return Hms100RoomFailure.UnknownMember;
            if (isCode ? hasCode : hasUserId)
                return Hms100RoomFailure.DuplicateMember;
            if (reader.Kind != JsonTokenKind.String)
                return isCode ? Hms100RoomFailure.MissingCode : Hms100RoomFailure.InvalidUserId;
            if (isCode)
                code = reader.TakeString();
            else
                userId = reader.TakeString();
            hasCode |= isCode;
            hasUserId |= !isCode;
        }
        if (!reader.Leave())
            return Hms100RoomFailure.NotJson;
        if (code.IsEmpty)
            return Hms100RoomFailure.MissingCode;
        return hasUserId && !Text.IsPlain(userId) ? Hms100RoomFailure.InvalidUserId : Hms100RoomFailure.None;
    }
}
