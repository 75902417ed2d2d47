namespace Appliance.Rooms;

/// <summary>
/// Synchronizes the thread that writes a response with the thread that completes the operation it waits for. The one
/// that arrives second sees the other's state. Tracks one operation; <see cref="Reset"/> it before the next.
/// </summary>
public sealed class Completion
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

    /// <summary>Called by the thread that writes the response. True if the operation is pending: its completion then
    /// calls the action that <paramref name="wake"/> returned.</summary>
    /// <param name="wake">Called only if the operation is pending.</param>
    public bool MustAwait(Func<Action> wake)
    {
        int state = Volatile.Read(ref _state);
        if (state != Pending)
            return state == Awaited;
        _wake = wake();
        return Interlocked.CompareExchange(ref _state, Awaited, Pending) == Pending;
    }

    /// <summary>Called once, by any thread; everything written before is visible to the other thread.</summary>
    public void Complete()
    {
        if (Interlocked.Exchange(ref _state, Completed) == Awaited)
            _wake!();
    }
}
