using System.Text;
using Appliance.Endpoints.Deferred;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Responding;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Storage;

namespace Appliance.Endpoints.Redemption;

/// <summary>
/// Starts an ad-hoc room's session for a redemption that found no stored start. The first redemption writes the start;
/// concurrent ones wait for that write and retry if it fails. After a conflict with another appliance's change the room
/// is looked up again: a stored start wins, and the rules are evaluated with it.
/// </summary>
/// <param name="rooms">The rooms of the token's app.</param>
/// <param name="roomId">An ad-hoc room.</param>
/// <param name="role">The constraints of the token's role.</param>
/// <param name="nowSeconds">The time of the redemption, Unix seconds.</param>
internal sealed class SessionStart(RoomRegistry rooms, string roomId, RoleConstraints role, long nowSeconds)
{
    /// <summary>Each retry follows a concurrent change of the room or a failed write.</summary>
    private const int AttemptsMax = 8;

    private int _attempts;
    private RoomChange? _pending;
    private Completion? _awaited;

    /// <summary>False while an operation is pending, as in <see cref="IDeferredResponse.TryWrite"/>.</summary>
    /// <param name="wake">See <see cref="Completion.MustAwait"/>.</param>
    /// <param name="failure"><see cref="Failure.None"/> once the start is stored: the token may be redeemed.
    /// </param>
    public bool TryFinish(Func<Action> wake, out Failure failure)
    {
        failure = Failure.None;
        while (_awaited is null || !_awaited.MustAwait(wake))
        {
            if (IsOver(out failure))
                return true;
        }
        return false;
    }

    /// <summary>Evaluates the completed operation, and starts the next attempt if one is needed.</summary>
    private bool IsOver(out Failure failure)
    {
        // It is unknown whether the start was written: the client may retry.
        if (_pending is not null && _pending.Outcome is not (StorageOutcome.Done or StorageOutcome.Conflict))
        {
            failure = Failure.StorageUnavailable;
            return true;
        }
        failure = _attempts > 0 ? Admit() : Failure.None;
        if (failure != Failure.None)
            return true;
        if (_attempts++ == AttemptsMax)
        {
            failure = Failure.StorageUnavailable;
            return true;
        }
        RoomRejection rejection = rooms.TryStartSession(roomId, nowSeconds, out _pending, out Completion? settled);
        _awaited = _pending?.Completion ?? settled;
        failure = rejection switch
        {
            RoomRejection.None => Failure.None,
            // The stored start may differ from the one that the token was checked with: its session may be over.
            RoomRejection.Unchanged => Admit(),
            RoomRejection.UnknownRoom => Failure.UnknownRoom,
            RoomRejection.TooManyRooms => Failure.TooManyRooms,
            _ => Failure.StorageUnavailable,
        };
        return _awaited is null;
    }

    /// <summary>Whether the role may enter: the room may have changed since the token was checked.</summary>
    private Failure Admit()
    {
        RoomState state = rooms.Find(
            Encoding.UTF8.GetBytes(roomId), RoomFreshness.Current, out Room room);
        return state != RoomState.Open
            ? FailureMapping.Of(state)
            : FailureMapping.Of(Rules.Admit(role, room.Constraints, nowSeconds, rooms.App.LeewaySeconds));
    }
}
