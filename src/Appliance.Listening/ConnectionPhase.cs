namespace Appliance.Listening;

/// <summary>What a connection is waited for, and so which deadline it is under.</summary>
internal enum ConnectionPhase : byte
{
    Idle,
    Head,
    Body,
    /// <summary>Answers wait for the peer to take them; nothing is read meanwhile.</summary>
    Write,
    /// <summary>The answer comes from elsewhere; nothing is read meanwhile.</summary>
    AwaitResponse,
    /// <summary>Everything is answered and our side is shut; what still arrives is dropped.</summary>
    Linger,
    /// <summary>The same, and what still arrives is the body of a request that was refused, which its client may send
    /// to the end before it reads the answer.</summary>
    Discard,
}

/// <summary>
/// The phase of a connection and when its time is up. A deadline is set when a phase begins and stays, however many
/// bytes trickle in.
/// </summary>
internal struct PhaseDeadline
{
    public ConnectionPhase Phase { get; private set; }

    /// <summary>Milliseconds on the monotonic clock of <see cref="Environment.TickCount64"/>.</summary>
    public long AtMilliseconds { get; private set; }

    /// <summary>When the phase began, on the same clock.</summary>
    /// <param name="settings">Those that it began with.</param>
    public readonly long StartedAtMilliseconds(ListenerSettings settings) =>
        AtMilliseconds - 1000L * Seconds(Phase, settings);

    public void Begin(ConnectionPhase phase, long nowMilliseconds, ListenerSettings settings)
    {
        Phase = phase;
        AtMilliseconds = nowMilliseconds + 1000L * Seconds(phase, settings);
    }

    /// <summary>
    /// Begins a phase after an advance, unless it is the same request's phase that goes on. That is so when nothing
    /// was answered: only a whole request has an answer, so consumed bytes alone (a head's) do not buy more time.
    /// </summary>
    public void Apply(in AdvanceResult progress, long nowMilliseconds, ListenerSettings settings)
    {
        ConnectionPhase phase = For(progress.Next);
        if (phase != Phase || progress.Written > 0)
            Begin(phase, nowMilliseconds, settings);
    }

    public static ConnectionPhase For(NextAction next) => next switch
    {
        NextAction.ReceiveHead => ConnectionPhase.Head,
        NextAction.ReceiveBody => ConnectionPhase.Body,
        NextAction.Flush => ConnectionPhase.Write,
        NextAction.AwaitResponse => ConnectionPhase.AwaitResponse,
        NextAction.Close => ConnectionPhase.Linger,
        _ => ConnectionPhase.Idle,
    };

    private static int Seconds(ConnectionPhase phase, ListenerSettings settings) => phase switch
    {
        ConnectionPhase.Head => settings.HeadSeconds,
        ConnectionPhase.Body => settings.BodySeconds,
        ConnectionPhase.Write => settings.WriteSeconds,
        ConnectionPhase.AwaitResponse => settings.ResponseSeconds,
        ConnectionPhase.Linger => settings.LingerSeconds,
        ConnectionPhase.Discard => settings.BodySeconds,
        _ => settings.IdleSeconds,
    };
}
