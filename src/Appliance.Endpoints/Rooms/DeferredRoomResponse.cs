using Appliance.Http;
using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>Writes what is answered when storage has not done what it was asked.</summary>
internal delegate void FailureWriter(StorageOutcome outcome, ref HttpResponse response);

/// <summary>The answer to a change of a room, once storage has done it.</summary>
/// <param name="change">The change.</param>
/// <param name="success">The answer's JSON if all goes well.</param>
/// <param name="writeFailure">Writes it if not.</param>
internal sealed class DeferredRoomResponse(
    RoomChange change, byte[] success, FailureWriter writeFailure) : IDeferredResponse
{
    public bool TryWrite(Func<Action> wake, ref HttpResponse response)
    {
        if (change.Completion.MustAwait(wake))
            return false;
        response.NoStore = true;
        if (change.Outcome == StorageOutcome.Done)
            response.WriteJson(success);
        else
            writeFailure(change.Outcome, ref response);
        return true;
    }
}
