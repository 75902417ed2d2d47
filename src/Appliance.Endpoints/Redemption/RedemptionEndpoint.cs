using System.Text;
using Appliance.Endpoints.Deferred;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Responding;
using Appliance.Http;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Storage;

namespace Appliance.Endpoints.Redemption;

/// <summary>
/// <c>POST /v1/redeem</c>, for media servers: redeems a token and returns its claims and grants. The token of a
/// single-use room is accepted once. The first redemption for an ad-hoc room starts its session.
/// </summary>
internal sealed class RedemptionEndpoint(
    ApiServices process, TokenChecker checker, Turn turn, CachedRooms rooms, DeferredResponses deferred)
{
    /// <summary>A task that completed synchronously, for reuse: in-memory ledgers always do.</summary>
    private LedgerTask? _spare;

    private ILedger Ledger => process.Ledger;

    public void Handle(in Route _, in HttpRequest request, ref HttpResponse response)
    {
        Failure failure = checker.Check(request, ref response, redeems: true, out TokenCheck check);
        LedgerKey key = default;
        ulong idempotency = 0;
        if (failure == Failure.None && !IdempotencyKey.TryRead(request, out idempotency))
            failure = Failure.BadIdempotencyKey;
        if (failure == Failure.None && check.Room.Type.SingleUse)
            failure = Identify(check, out key);
        if (failure != Failure.None)
        {
            Reject(failure, ref response);
            return;
        }
        SessionStart? start = StartOf(check);
        LedgerTask? task = check.Room.Type.SingleUse ? NewTask(check, key, idempotency) : null;
        if (start is null && task is not null)
            Ledger.Redeem(task);
        if (start is not null || task is not null && task.Completion.MustAwait(deferred.Wake))
        {
            deferred.WriteOrDefer(
                new DeferredRedemption(this, start, task, SuccessOf(check, response.BodyBuffer)), ref response);
            return;
        }
        if (task is not null)
        {
            failure = FailureMapping.Of(task.Outcome);
            _spare = task;
        }
        if (failure != Failure.None)
        {
            Reject(failure, ref response);
            return;
        }
        response.NoStore = true;
        response.EndJson(WriteSuccess(check, response.BodyBuffer));
    }

    private void Reject(Failure failure, ref HttpResponse response)
    {
        if (failure == Failure.ClockBehindLedger)
            process.Log?.ClockBehindLedger(Ledger.RejectsUntilSeconds);
        checker.Reject(failure, ref response);
    }

    /// <summary>Computes the token's ledger key, and checks that the ledger's history covers the token.</summary>
    private Failure Identify(in TokenCheck check, out LedgerKey key)
    {
        key = default;
        // The ledger was never reached, so the start of its history is unknown.
        if (Ledger.CompleteSinceSeconds == long.MaxValue)
            return Failure.StorageUnavailable;
        key = check.Tenant.LedgerKeyOf(check.Claims.TokenId);
        return process.TokenIdMarks.IsCoveredByLedger(
                check.Claims.TokenId, check.Claims.IssuedAtSeconds, TokenIdMarks.ClockSkewSecondsMax(check.Tenant.App))
            ? Failure.None
            : process.IsClockBehind(turn.NowSeconds)
            ? Failure.ClockBehindLedger : Failure.IssuedBeforeStart;
    }

    private LedgerTask NewTask(in TokenCheck check, LedgerKey key, ulong idempotency)
    {
        LedgerTask task = _spare ?? new();
        _spare = null;
        task.Reset();
        task.Completion.Reset();
        task.Key = key;
        task.NowSeconds = turn.NowSeconds;
        task.IssuedAtSeconds = check.Claims.IssuedAtSeconds;
        task.ClockSkewSecondsMax = TokenIdMarks.ClockSkewSecondsMax(check.Tenant.App);
        task.RetainUntilSeconds =
            check.Claims.ExpiresAtSeconds + Appliance.Storage.Redemption.RetentionAfterExpirySeconds;
        task.Idempotency = idempotency;
        return task;
    }

    /// <summary>The session start that must be stored before the token is redeemed. Null if the room is not ad-hoc, or
    /// if the stored start is the one that the check used.</summary>
    private SessionStart? StartOf(in TokenCheck check)
    {
        if (check.Room.Type.Kind != RoomKind.AdHoc)
            return null;
        RoomRegistry registry = rooms.Of(check.Tenant.App);
        return check.Room.StartsAtSeconds != 0
            && check.Room.StartsAtSeconds == registry.StoredSessionStart(check.Claims.RoomId)
            ? null
            : new(registry, Encoding.UTF8.GetString(check.Claims.RoomId), check.RoleConstraints, turn.NowSeconds);
    }

    /// <summary>A copy of the successful response, since the claims do not outlive this request.</summary>
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

    /// <summary>A redemption with its completion.</summary>
    private sealed class LedgerTask : Appliance.Storage.Redemption
    {
        public Completion Completion { get; } = new();

        protected override void OnCompleted() => Completion.Complete();
    }

    /// <summary>Stores the session's start first and redeems the token second, so that a crash in between does not
    /// consume the token.</summary>
    private sealed class DeferredRedemption(
        RedemptionEndpoint endpoint, SessionStart? start, LedgerTask? task, byte[] success) : IDeferredResponse
    {
        private bool _isStartStored = start is null;
        private bool _isRedeeming = start is null && task is not null;

        public bool TryWrite(Func<Action> wake, ref HttpResponse response)
        {
            Failure failure = Failure.None;
            if (!_isStartStored && !start!.TryFinish(wake, out failure))
                return false;
            _isStartStored = true;
            if (failure == Failure.None && task is not null)
            {
                if (!_isRedeeming)
                    endpoint.Ledger.Redeem(task);
                _isRedeeming = true;
                if (task.Completion.MustAwait(wake))
                    return false;
                failure = FailureMapping.Of(task.Outcome);
            }
            if (failure != Failure.None)
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
