using Appliance.Http;

namespace Appliance.Endpoints;

/// <summary>Fills in an answer once what it needs is there.</summary>
internal interface IDeferredResponse
{
    /// <summary>False while there is more to wait for; then nothing is filled in.</summary>
    /// <param name="wake">For whatever is waited for, see <see cref="Completion.MustAwait"/>.</param>
    /// <param name="response">Is filled in.</param>
    bool TryWrite(Func<Action> wake, ref HttpResponse response);
}

/// <summary>One thread's answers that wait for storage, by their tickets.</summary>
internal sealed class DeferredResponses(Func<Action> wake)
{
    private readonly Dictionary<long, IDeferredResponse> _waiting = [];
    private long _lastTicket;

    /// <summary>Says how to wake the connection whose request is being answered.</summary>
    public Func<Action> Wake { get; } = wake;

    /// <summary>Writes the answer now if all is there, or leaves it for when it is.</summary>
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

    /// <summary>What was begun goes on; nobody is told.</summary>
    public void Abandon(long ticket) => _waiting.Remove(ticket);
}
