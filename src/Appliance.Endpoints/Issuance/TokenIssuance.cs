using System.Diagnostics;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Responding;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Tokens;

namespace Appliance.Endpoints.Issuance;

/// <summary>The one sequence of steps by which every endpoint of a thread issues a token: find the room, find the role,
/// number the token, fill in the claims, decide by the rules, leave the signature to the end of the turn.</summary>
internal sealed class TokenIssuance(
    Turn turn, CachedRooms rooms, TokenIdMarks marks, TokenIds tokenIds, PendingSignatures signatures,
    FailureDetail detail)
{
    private readonly RoomTemplates _templates = new();
    private readonly byte[] _tokenId = new byte[TokenIds.Length];

    /// <summary>Issues a token as part of a response. It is signed right before the response is sent.</summary>
    /// <param name="tenant">The app.</param>
    /// <param name="asked">The request; <see cref="TokenRequest.Values"/> are completed.</param>
    /// <param name="before">The JSON before the token.</param>
    /// <param name="after">The JSON after the token.</param>
    /// <param name="response">Is filled in unless the result is a failure.</param>
    public Failure Respond(
        Tenant tenant, scoped ref TokenRequest asked, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after,
        ref HttpResponse response)
    {
        Failure failure = Issue(
            tenant, ref asked, response.BodyBuffer[before.Length..], out UnsignedToken token, out IssueResult issue);
        if (failure != Failure.None)
            return failure;
        before.CopyTo(response.BodyBuffer);
        after.CopyTo(response.BodyBuffer[(before.Length + issue.TokenBytes)..]);
        response.NoStore = true;
        response.EndJson(before.Length + issue.TokenBytes + after.Length);
        signatures.LeaveUnsealed(token, before.Length, ref response);
        return Failure.None;
    }

    /// <summary>Issues a token without its signature.</summary>
    /// <param name="tenant">The app.</param>
    /// <param name="asked">As in <see cref="Respond"/>.</param>
    /// <param name="destination">Gets header and payload, and has space for the signature.</param>
    /// <param name="token">Signs it, later.</param>
    /// <param name="issue">Its length and expiry.</param>
    public Failure Issue(
        Tenant tenant, scoped ref TokenRequest asked, Span<byte> destination, out UnsignedToken token,
        out IssueResult issue)
    {
        token = default;
        issue = default;
        RoomState state = rooms.Of(tenant.App).Find(asked.RoomId, turn.Freshness, out Room room);
        if (state != RoomState.Open)
        {
            detail.Record(asked.RoomId);
            return state == RoomState.Unknown && !CallerText.IsId(asked.RoomId)
                ? Failure.MalformedRoomId : FailureMapping.Of(state);
        }
        Role? role = asked.Role ?? tenant.App.FindRole(asked.RoleName);
        if (role is null)
        {
            detail.Record(asked.RoleName);
            return Failure.UnknownRole;
        }
        if (asked.IsAnonymous && !OpenEndpoint.Issues(tenant.App, role))
            return Failure.RoleNotIssued;

        tokenIds.Next(_tokenId);
        if (room.Type.SingleUse)
            marks.Mark(_tokenId, tenant.App, turn.NowSeconds, tokenIds);
        asked.Values.RoomId = asked.RoomId;
        asked.Values.TokenId = _tokenId;
        asked.Values.NowSeconds = turn.NowSeconds;
        if (asked.GeneratesUserId && asked.Values.UserId.IsEmpty)
            asked.Values.UserId = _tokenId;
        issue = tenant.Issuer.IssueUnsigned(
            role, room, asked.LifetimeSeconds, ref asked.Values, _templates, destination, out token);
        Debug.Assert(!issue.IsIssued || issue.ExpiresAtSeconds > turn.NowSeconds);
        return FailureMapping.Of(issue);
    }
}
