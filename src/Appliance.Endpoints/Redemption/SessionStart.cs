using System.Text;
using Appliance.Policy;
using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>
/// What the redemptions of an ad-hoc room wait for as long as storage does not have the start of its session. One of
/// them writes it and the others wait for that. Where another appliance was quicker its start holds, and where the
/// write of another redemption failed the next one tries.
/// </summary>
/// <param name="rooms">The rooms of the token's app.</param>
/// <param name="roomId">An ad-hoc room.</param>
/// <param name="role">The token's.</param>
/// <param name="nowSeconds">The instant of the redemption, Unix seconds.</param>
internal sealed class SessionStart(AppRooms rooms, string roomId, Role role, long nowSeconds)
{
    /// <summary>One is the rule. Each further one means that somebody else changed the room at that very moment, or
    /// failed to.</summary>
    private const int AttemptsMax = 8;

    private int _attempts;
    private RoomChange? _begun;
    private Completion? _awaited;

    /// <summary>False while there is more to wait for, as in <see cref="ILaterAnswer.TryWrite"/>.</summary>
    /// <param name="wake">For whatever is waited for.</param>
    /// <param name="failure">Why there is no redemption, or <see cref="RedemptionFailure.None"/>: the start is kept.
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

    /// <summary>Takes in what was awaited, and finds out what is next.</summary>
    private bool IsOver(out RedemptionFailure failure)
    {
        // Written or not, nobody knows: the client may ask again.
        if (_begun is not null && _begun.Outcome is not (StorageOutcome.Done or StorageOutcome.Conflict))
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
        RoomRefusal refusal = rooms.TryBeginSession(roomId, nowSeconds, out _begun, out Completion? settled);
        _awaited = _begun?.Completion ?? settled;
        failure = refusal switch
        {
            RoomRefusal.None or RoomRefusal.LeftAlone => RedemptionFailure.None,
            RoomRefusal.UnknownRoom => RedemptionFailure.UnknownRoom,
            _ => RedemptionFailure.Unavailable,
        };
        return _awaited is null;
    }

    /// <summary>Whether the role may enter the room as it is by now.</summary>
    private RedemptionFailure Admit()
    {
        RoomState state = rooms.Find(Encoding.UTF8.GetBytes(roomId), out Room room);
        return state != RoomState.Open
            ? RedemptionFailures.Of(state)
            : RedemptionFailures.Of(Rules.Admit(role.Terms, room.Terms, nowSeconds, rooms.App.LeewaySeconds));
    }
}
