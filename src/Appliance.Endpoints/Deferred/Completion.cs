namespace Appliance.Endpoints;

/// <summary>
/// Joins the thread that answers with the one that completes what the answer needs: whichever comes second knows that
/// the other was there. For one piece of work at a time.
/// </summary>
internal sealed class Completion
{
    private const int Pending = 0;
    private const int Awaited = 1;
    private const int Completed = 2;

    private int _state;
    private Action? _wake;

    public void Reset()
    {
        _wake = null;
        Volatile.Write(ref _state, Pending);
    }

    /// <summary>Called by the thread that answers: true if nothing is there yet, and then the connection is
    /// woken later.</summary>
    /// <param name="wake">Asked for only then.</param>
    public bool MustAwait(Func<Action> wake)
    {
        int state = Volatile.Read(ref _state);
        if (state != Pending)
            return state == Awaited;
        _wake = wake();
        return Interlocked.CompareExchange(ref _state, Awaited, Pending) == Pending;
    }

    /// <summary>Called once by whichever thread completes the work, which is then visible to the other.</summary>
    public void Complete()
    {
        if (Interlocked.Exchange(ref _state, Completed) == Awaited)
            _wake!();
    }
}
