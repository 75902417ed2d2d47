using System.Diagnostics;
using Appliance.Connections;

namespace Appliance.Listening;

/// <summary>
/// The phase of a connection and its deadline. The deadline is set when the phase begins and never extended by bytes
/// that trickle in (slowloris).
/// </summary>
internal struct PhaseDeadline
{
    public ConnectionPhase Phase { get; private set; }

    /// <summary>The deadline: milliseconds on the monotonic clock of <see cref="Environment.TickCount64"/>.</summary>
    public long AtMilliseconds { get; private set; }

    /// <summary>The start of a phase in which nothing is sent, on the same clock.</summary>
    /// <param name="settings">The settings given to <see cref="Begin"/>.</param>
    public readonly long StartedAtMilliseconds(ListenerSettings settings)
    {
        Debug.Assert(Phase is ConnectionPhase.Idle or ConnectionPhase.ReceiveHead or ConnectionPhase.ReceiveBody);
        return AtMilliseconds - 1000L * Seconds(Phase, settings);
    }

    /// <param name="phase">The phase that begins.</param>
    /// <param name="nowMilliseconds">The monotonic clock.</param>
    /// <param name="settings">The timeouts.</param>
    /// <param name="isBodyMissing">The body of a rejected request still arrives: its client may send all of it before
    /// it reads the response.</param>
    public void Begin(
        ConnectionPhase phase, long nowMilliseconds, ListenerSettings settings, bool isBodyMissing = false)
    {
        Debug.Assert(
            Phase != ConnectionPhase.Close || phase is ConnectionPhase.Close or ConnectionPhase.Flush,
            "A closing connection only sends and closes.");
        Phase = phase;
        int seconds = phase == ConnectionPhase.Close && isBodyMissing ? settings.BodySeconds : Seconds(phase, settings);
        AtMilliseconds = nowMilliseconds + 1000L * seconds;
    }

    /// <summary>
    /// Begins the phase that follows an advance. The phase and its deadline stay if the result names the same phase and
    /// no response was written: only a complete request gets a response, so consumed bytes (for example a head's) do
    /// not extend the deadline.
    /// </summary>
    public void Apply(in AdvanceResult result, long nowMilliseconds, ListenerSettings settings)
    {
        if (result.Next != Phase || result.Written > 0)
            Begin(result.Next, nowMilliseconds, settings);
    }

    private static int Seconds(ConnectionPhase phase, ListenerSettings settings) => phase switch
    {
        ConnectionPhase.Idle => settings.IdleSeconds,
        ConnectionPhase.ReceiveHead => settings.HeadSeconds,
        ConnectionPhase.ReceiveBody => settings.BodySeconds,
        ConnectionPhase.Flush => settings.WriteSeconds,
        ConnectionPhase.AwaitResponse => settings.ResponseSeconds,
        ConnectionPhase.Close => settings.LingerSeconds,
        _ => throw new ArgumentOutOfRangeException(nameof(phase)),
    };
}
