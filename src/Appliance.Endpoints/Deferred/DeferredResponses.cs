using Appliance.Http;
using Appliance.Rooms;

namespace Appliance.Endpoints.Deferred;

/// <summary>A response that waits for storage.</summary>
internal interface IDeferredResponse
{
    /// <summary>Writes the response, or returns false and writes nothing while an operation is pending.</summary>
    /// <param name="wake">Passed on to <see cref="Completion.MustAwait"/>.</param>
    /// <param name="response">Is filled in.</param>
    bool TryWrite(Func<Action> wake, ref HttpResponse response);
}

/// <summary>The deferred responses of one thread, by ticket.</summary>
internal sealed class DeferredResponses(Func<Action> wake)
{
    private readonly Dictionary<long, IDeferredResponse> _waiting = [];
    private long _lastTicket;

    /// <summary>Returns an action that wakes the connection of the current request.</summary>
    public Func<Action> Wake { get; } = wake;

    /// <summary>Writes the response if it is ready; otherwise defers it.</summary>
    public void WriteOrDefer(IDeferredResponse deferred, ref HttpResponse response)
    {
        if (deferred.TryWrite(Wake, ref response))
            return;
        _waiting.Add(++_lastTicket, deferred);
        response.Defer(_lastTicket);
    }

    public bool TryFinish(long ticket, ref HttpResponse response)
    {
        if (!_waiting[ticket].TryWrite(Wake, ref response))
            return false;
        _waiting.Remove(ticket);
        return true;
    }

    /// <summary>Drops the response. The storage operation continues.</summary>
    public void Abandon(long ticket) => _waiting.Remove(ticket);
}
