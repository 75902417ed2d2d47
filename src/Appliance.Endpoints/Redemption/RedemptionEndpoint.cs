using System.Text;
using Appliance.Http;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>
/// <c>POST /v1/redeem</c>, for media servers: takes a token in, and answers with its claims and grants. One for a
/// single-use room is good the first time only; the first one for an ad-hoc room begins its session.
/// </summary>
internal sealed class RedemptionEndpoint(BackEndCredentials credentials, ILedger ledger, Workspace workspace)
{
    private readonly ILedger _ledger = ledger;

    /// <summary>One that was complete at once, and can be used again: in memory they all are.</summary>
    private LedgerTask? _spare;

    public void Handle(in HttpRequest request, ref HttpResponse response)
    {
        TokenCheck check = TokenCheck.Of(request, ref response, credentials, redeems: true, workspace);
        LedgerKey key = default;
        RedemptionFailure failure = check.Failure;
        ulong idempotency = 0;
        if (failure == RedemptionFailure.None && !IdempotencyKey.TryRead(request, out idempotency))
            failure = RedemptionFailure.BadIdempotencyKey;
        if (failure == RedemptionFailure.None && check.Room.Type.SingleUse)
            failure = Identify(check, out key);
        if (failure != RedemptionFailure.None)
        {
            Reject(failure, ref response);
            return;
        }
        SessionStart? start = StartOf(check);
        LedgerTask? task = check.Room.Type.SingleUse ? NewTask(check, key, idempotency) : null;
        if (start is null && task is not null)
            _ledger.Redeem(task);
        if (start is not null || task is not null && task.Completion.MustAwait(workspace.Deferred.Wake))
        {
            workspace.Deferred.WriteOrDefer(
                new DeferredRedemption(this, start, task, SuccessOf(check, response.BodyBuffer)), ref response);
            return;
        }
        if (task is not null)
        {
            failure = RedemptionFailures.Of(task.Outcome);
            _spare = task;
        }
        if (failure != RedemptionFailure.None)
        {
            Reject(failure, ref response);
            return;
        }
        response.NoStore = true;
        response.EndJson(WriteSuccess(check, response.BodyBuffer));
    }

    /// <inheritdoc cref="IRequestHandler.TryAdmit"/>
    public bool TryAdmit(in HttpRequest head, ref HttpResponse response) =>
        TokenCheck.TryAdmit(head, ref response, credentials);

    private void Reject(RedemptionFailure failure, ref HttpResponse response)
    {
        if (failure == RedemptionFailure.ClockBehindLedger)
            workspace.Log?.ClockBehindLedger(_ledger.RejectsUntilSeconds);
        RedemptionFailures.Write(failure, credentials.Rejection, ref response);
    }

    /// <summary>Finds out what the ledger calls the token, and whether the ledger would know of its use.</summary>
    private RedemptionFailure Identify(in TokenCheck check, out LedgerKey key)
    {
        key = default;
        // As long as nobody knows since when it remembers, it has not been reached at all.
        if (_ledger.CompleteSinceSeconds == long.MaxValue)
            return RedemptionFailure.Unavailable;
        key = check.Tenant!.LedgerKeyOf(check.Claims.TokenId);
        return workspace.TokenIdMarks.IsCoveredByLedger(
                check.Claims.TokenId, check.Claims.IssuedAtSeconds, TokenIdMarks.ClockSkewSecondsMax(check.Tenant.App))
            ? RedemptionFailure.None
            : HealthEndpoint.IsClockBehind(_ledger, workspace.NowSeconds)
            ? RedemptionFailure.ClockBehindLedger : RedemptionFailure.IssuedBeforeStart;
    }

    private LedgerTask NewTask(in TokenCheck check, LedgerKey key, ulong idempotency)
    {
        LedgerTask task = _spare ?? new();
        _spare = null;
        task.Reset();
        task.Completion.Reset();
        task.Key = key;
        task.NowSeconds = workspace.NowSeconds;
        task.IssuedAtSeconds = check.Claims.IssuedAtSeconds;
        task.ClockSkewSecondsMax = TokenIdMarks.ClockSkewSecondsMax(check.Tenant!.App);
        task.RetainUntilSeconds =
            check.Claims.ExpiresAtSeconds + Appliance.Storage.Redemption.RetentionAfterExpirySeconds;
        task.Idempotency = idempotency;
        return task;
    }

    /// <summary>What storage must have before the token is used; null unless the room is an ad-hoc one that was checked
    /// with another start than the one in storage, or storage has none.</summary>
    private SessionStart? StartOf(in TokenCheck check)
    {
        if (check.Room.Type.Kind != RoomKind.AdHoc)
            return null;
        RoomRegistry rooms = workspace.Rooms.Of(check.Tenant!.App);
        return check.Room.StartsAtSeconds != 0
            && check.Room.StartsAtSeconds == rooms.StoredSessionStart(check.Claims.RoomId)
            ? null
            : new(rooms, Encoding.UTF8.GetString(check.Claims.RoomId), check.RoleConstraints, workspace.NowSeconds);
    }

    /// <summary>The answer if all goes well, for when the claims are gone.</summary>
    private static byte[] SuccessOf(in TokenCheck check, Span<byte> scratch) =>
        scratch[..WriteSuccess(check, scratch)].ToArray();

    private static int WriteSuccess(in TokenCheck check, Span<byte> body)
    {
        JsonWriter json = new(body);
        json.Raw(check.Room.Type.SingleUse ? "{\"single_use\":true"u8 : "{\"single_use\":false"u8);
        PresentedClaims.Write(ref json, check.Payload, check.Role, "single_use"u8);
        json.Raw("}"u8);
        return json.Length;
    }

    /// <summary>A token on its way into the ledger.</summary>
    private sealed class LedgerTask : Appliance.Storage.Redemption
    {
        public Completion Completion { get; } = new();

        protected override void OnCompleted() => Completion.Complete();
    }

    /// <summary>First the session's start is stored, then the token is used: a crash in between loses no token.
    /// </summary>
    private sealed class DeferredRedemption(
        RedemptionEndpoint endpoint, SessionStart? start, LedgerTask? task, byte[] success) : IDeferredResponse
    {
        private bool _isStartStored = start is null;
        private bool _isRedeeming = start is null && task is not null;

        public bool TryWrite(Func<Action> wake, ref HttpResponse response)
        {
            RedemptionFailure failure = RedemptionFailure.None;
            if (!_isStartStored && !start!.TryFinish(wake, out failure))
                return false;
            _isStartStored = true;
            if (failure == RedemptionFailure.None && task is not null)
            {
                if (!_isRedeeming)
                    endpoint._ledger.Redeem(task);
                _isRedeeming = true;
                if (task.Completion.MustAwait(wake))
                    return false;
                failure = RedemptionFailures.Of(task.Outcome);
            }
            if (failure != RedemptionFailure.None)
            {
                endpoint.Reject(failure, ref response);
                return true;
            }
            response.NoStore = true;
            response.WriteJson(success);
            return true;
        }
    }
}
