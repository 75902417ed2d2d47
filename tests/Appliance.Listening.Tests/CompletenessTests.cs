using Appliance.Connections;
using Appliance.Listening.Linux;

namespace Appliance.Listening.Tests;

/// <summary>Tables and switches cover all values of their enums.</summary>
public sealed class CompletenessTests
{
    [Fact]
    public void Every_phase_has_its_own_timeout()
    {
        ListenerSettings settings = new()
        {
            IdleSeconds = 1, HeadSeconds = 2, BodySeconds = 3, WriteSeconds = 4, ResponseSeconds = 5, LingerSeconds = 6,
        };
        Dictionary<ConnectionPhase, long> expected = new()
        {
            [ConnectionPhase.Idle] = 1000,
            [ConnectionPhase.ReceiveHead] = 2000,
            [ConnectionPhase.ReceiveBody] = 3000,
            [ConnectionPhase.Flush] = 4000,
            [ConnectionPhase.AwaitResponse] = 5000,
            [ConnectionPhase.Close] = 6000,
        };
        foreach (ConnectionPhase phase in Enum.GetValues<ConnectionPhase>())
        {
            PhaseDeadline deadline = default;
            deadline.Begin(phase, nowMilliseconds: 0, settings);
            Assert.Equal(expected[phase], deadline.AtMilliseconds);
        }
    }

    [Fact]
    public void Closing_waits_longer_while_the_body_of_a_rejected_request_arrives()
    {
        ListenerSettings settings = new() { BodySeconds = 3, LingerSeconds = 6 };
        PhaseDeadline deadline = default;
        deadline.Begin(ConnectionPhase.Close, nowMilliseconds: 0, settings, isBodyMissing: true);
        Assert.Equal(3000, deadline.AtMilliseconds);
    }

    [Fact]
    public void Every_listen_error_has_its_own_message()
    {
        ListenError[] errors = Enum.GetValues<ListenError>();
        Assert.Equal(errors.Length, errors.Select(MessageOf).Distinct().Count());
        Assert.Single(errors, error => MessageOf(error).Contains("reported error 77"));
    }

    [Fact]
    public void Pause_reasons_index_the_tables_of_the_accept_log() =>
        Assert.Equal(Enumerable.Range(0, AcceptLog.ReasonCount), Enum.GetValues<AcceptPause>().Select(r => (int)r));

    [Fact]
    public void Default_phase_of_a_connection_is_idle() => Assert.Equal(ConnectionPhase.Idle, default);

    private static string MessageOf(ListenError error) =>
        new ListenException(new ListenAddress.Unix("/run/x.sock"), error, systemCode: 77).Message;
}
