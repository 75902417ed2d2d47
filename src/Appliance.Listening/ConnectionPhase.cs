namespace Appliance.Listening;

/// <summary>The phase of a connection, which determines its deadline.</summary>
internal enum ConnectionPhase : byte
{
    Idle,
    Head,
    Body,
    /// <summary>Responses wait until the client reads; nothing is received meanwhile (backpressure).</summary>
    Write,
    /// <summary>The response is deferred; nothing is received meanwhile.</summary>
    AwaitResponse,
    /// <summary>All responses are sent and the sending direction is shut down; input is discarded.</summary>
    Linger,
    /// <summary>
    /// Like <see cref="Linger"/>, while the body of a rejected request still arrives: its client may send the whole
    /// body before it reads the response.
    /// </summary>
    Discard,
}

/// <summary>
/// The phase of a connection and its deadline. The deadline is set when the phase begins and never extended by bytes
/// that trickle in (slowloris).
/// </summary>
internal struct PhaseDeadline
{
    public ConnectionPhase Phase { get; private set; }

    /// <summary>The deadline: milliseconds on the monotonic clock of <see cref="Environment.TickCount64"/>.</summary>
    public long AtMilliseconds { get; private set; }

    /// <summary>The start of the phase, on the same clock.</summary>
    /// <param name="settings">The settings given to <see cref="Begin"/>.</param>
    public readonly long StartedAtMilliseconds(ListenerSettings settings) =>
        AtMilliseconds - 1000L * Seconds(Phase, settings);

    public void Begin(ConnectionPhase phase, long nowMilliseconds, ListenerSettings settings)
    {
        Phase = phase;
        AtMilliseconds = nowMilliseconds + 1000L * Seconds(phase, settings);
    }

    /// <summary>
    /// Begins the phase that follows an advance. The phase and its deadline stay if the result names the same phase and
    /// no response was written: only a complete request gets a response, so consumed bytes (for example a head's) do
    /// not extend the deadline.
    /// </summary>
    public void Apply(in AdvanceResult result, long nowMilliseconds, ListenerSettings settings)
    {
        ConnectionPhase phase = For(result.Next);
        if (phase != Phase || result.Written > 0)
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
