using Appliance.Endpoints.Responding;
using Appliance.Http;
using Appliance.Rooms;
using Appliance.Storage;

namespace Appliance.Endpoints.Deferred;

/// <summary>Writes the response for a room change that storage did not make.</summary>
internal delegate void FailureWriter(StorageOutcome outcome, ref HttpResponse response);

/// <summary>The response to a room change, written when storage has completed it.</summary>
/// <param name="change">The change.</param>
/// <param name="success">The JSON of the successful response.</param>
/// <param name="writeFailure">Writes the response of a failure.</param>
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
