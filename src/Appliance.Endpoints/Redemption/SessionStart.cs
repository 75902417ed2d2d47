using System.Text;
using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>
/// The start of an ad-hoc room's session, for a redemption that found none in storage. The first such redemption
/// writes it, concurrent ones await that write and retry if it fails. After a conflict with another appliance's change
/// the room is looked up again: a start that is in storage already holds, and the rules are asked with it.
/// </summary>
/// <param name="rooms">The rooms of the token's app.</param>
/// <param name="roomId">An ad-hoc room.</param>
/// <param name="role">The terms of the token's role.</param>
/// <param name="nowSeconds">The instant of the redemption, Unix seconds.</param>
internal sealed class SessionStart(RoomRegistry rooms, string roomId, RoleConstraints role, long nowSeconds)
{
    /// <summary>Each one after the first follows a concurrent change of the room or a failed write.</summary>
    private const int AttemptsMax = 8;

    private int _attempts;
    private RoomChange? _pending;
    private Completion? _awaited;

    /// <summary>False while there is more to wait for, as in <see cref="IDeferredResponse.TryWrite"/>.</summary>
    /// <param name="wake">See <see cref="Completion.MustAwait"/>.</param>
    /// <param name="failure"><see cref="RedemptionFailure.None"/> once storage has the start: the token may be used.
    /// </param>
    public bool TryFinish(Func<Action> wake, out RedemptionFailure failure)
    {
        failure = RedemptionFailure.None;
        while (_awaited is null || !_awaited.MustAwait(wake))
        {
            if (IsOver(out failure))
                return true;
        }
        return false;
    }

    /// <summary>Evaluates what was awaited and begins the next attempt, unless none is needed.</summary>
    private bool IsOver(out RedemptionFailure failure)
    {
        // Whether it was written is unknown: the client may retry.
        if (_pending is not null && _pending.Outcome is not (StorageOutcome.Done or StorageOutcome.Conflict))
        {
            failure = RedemptionFailure.Unavailable;
            return true;
        }
        failure = _attempts > 0 ? Admit() : RedemptionFailure.None;
        if (failure != RedemptionFailure.None)
            return true;
        if (_attempts++ == AttemptsMax)
        {
            failure = RedemptionFailure.Unavailable;
            return true;
        }
        RoomRejection rejection = rooms.TryStartSession(roomId, nowSeconds, out _pending, out Completion? settled);
        _awaited = _pending?.Completion ?? settled;
        failure = rejection switch
        {
            RoomRejection.None => RedemptionFailure.None,
            // The start may be another one than that of the token's check, of a session that is over.
            RoomRejection.Unchanged => Admit(),
            RoomRejection.UnknownRoom => RedemptionFailure.UnknownRoom,
            RoomRejection.TooManyRooms => RedemptionFailure.TooManyRooms,
            _ => RedemptionFailure.Unavailable,
        };
        return _awaited is null;
    }

    /// <summary>Whether the role may still enter: the room may have been changed meanwhile.</summary>
    private RedemptionFailure Admit()
    {
        RoomState state = rooms.Find(
            Encoding.UTF8.GetBytes(roomId), RoomFreshness.Current, out Room room);
        return state != RoomState.Open
            ? RedemptionFailures.Of(state)
            : RedemptionFailures.Of(Rules.Admit(role, room.Constraints, nowSeconds, rooms.App.LeewaySeconds));
    }
}
