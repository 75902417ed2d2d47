using Appliance.Http;
using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>Writes what is answered when storage has not done what it was asked.</summary>
internal delegate void UndoneWriter(StorageOutcome outcome, ref HttpAnswer answer);

/// <summary>The answer to a change of a room, once storage has done it.</summary>
/// <param name="change">The change.</param>
/// <param name="success">The answer's JSON if all goes well.</param>
/// <param name="writeUndone">Writes it if not.</param>
internal sealed class LaterRoom(RoomChange change, byte[] success, UndoneWriter writeUndone) : ILaterAnswer
{
    public bool TryWrite(Func<Action> wake, ref HttpAnswer answer)
    {
        if (change.Completion.MustAwait(wake))
            return false;
        answer.NoStore = true;
        if (change.Outcome == StorageOutcome.Done)
            answer.WriteJson(success);
        else
            writeUndone(change.Outcome, ref answer);
        return true;
    }
}
