using System.Net.Sockets;
using Appliance.Load;

namespace Appliance.LoadGenerator.Tests;

public class LoopTests
{
    /// <summary>The classic mistake is to send nothing while the server stalls, and so to time nothing.</summary>
    [LinuxFact]
    public void Requests_that_a_stall_kept_from_being_sent_are_as_slow_as_they_were()
    {
        using ScriptedServer server = new((request, _) =>
        {
            if (request == 100)
                Thread.Sleep(1000);
            return ScriptedServer.Ok;
        });
        using PacedLoop loop = new(server.Target, connections: 1, ratePerSecond: 200, Window.AfterWarmUp(0, 2));
        loop.Run();

        // Of 400 requests one met the stall, and the 200 that were due meanwhile waited for half of it on average.
        Assert.Equal(400, loop.Tally.Answered);
        Percentiles latency = Milliseconds(loop.Tally.Latencies);
        Assert.InRange(latency.P90, 500, 1500);
        Assert.InRange(latency.Max, 1000, 2000);
        // The driver had no connection for them: it was not itself late.
        Assert.InRange(Milliseconds(loop.Lateness).P50, 0, 100);
    }

    /// <summary>A timer that is out of step with the requests makes all of them late by the same time.</summary>
    [LinuxFact]
    public void Requests_leave_when_they_are_due()
    {
        using ScriptedServer server = new((_, _) => ScriptedServer.Ok);
        Window window = Window.AfterWarmUp(0, 2);
        Thread.Sleep(7);
        using PacedLoop loop = new(server.Target, connections: 4, ratePerSecond: 50, window);
        loop.Run();

        Assert.Equal((100, 0), (loop.Tally.Answered, loop.Tally.Failed));
        Assert.InRange(Milliseconds(loop.Lateness).P50, 0, 3);
    }

    [LinuxFact]
    public void Requests_that_are_never_answered_are_failures_and_slow()
    {
        using ScriptedServer server = new((_, _) => "");
        Target target = server.Target with { PatienceSeconds = 1 };
        using PacedLoop loop = new(target, connections: 1, ratePerSecond: 10, Window.AfterWarmUp(0, 1));
        loop.Run();

        Assert.Equal((0, 10), (loop.Tally.Answered, loop.Tally.Failed));
        Assert.Equal(10, loop.Tally.CountOf(Failure.TimedOut));
        Assert.InRange(Milliseconds(loop.Tally.Latencies).P50, 1000, 3000);
    }

    [LinuxFact]
    public void A_closed_loop_tells_answers_refusals_resets_and_closes_apart()
    {
        using ScriptedServer server = new((request, socket) =>
        {
            switch (request % 8)
            {
                case 5:
                    socket.Close(0);
                    return "";
                case 6:
                    socket.Shutdown(SocketShutdown.Send);
                    return "";
                case 7:
                    socket.Send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8);
                    socket.Shutdown(SocketShutdown.Send);
                    return "";
                default:
                    return ScriptedServer.Ok;
            }
        });
        using ClosedLoop loop = new(server.Target, connections: 1, pipeline: 1, Window.AfterWarmUp(0, 2));
        loop.Run();

        long rounds = loop.Tally.CountOf(Failure.Closed);
        Assert.InRange(rounds, 2, 100);
        Assert.InRange(loop.Tally.CountOf(Failure.Reset), rounds, rounds + 1);
        Assert.InRange(loop.Tally.CountOf(503), rounds - 1, rounds);
        Assert.InRange(loop.Tally.Answered, rounds * 5, rounds * 5 + 5);
        foreach (Failure failure in new[] { Failure.Garbled, Failure.TimedOut, Failure.NotConnected })
            Assert.Equal(0, loop.Tally.CountOf(failure));
    }

    [LinuxFact]
    public void A_pipelined_batch_is_answered_one_by_one()
    {
        using ScriptedServer server = new((_, _) => ScriptedServer.Ok);
        using ClosedLoop loop = new(server.Target, connections: 2, pipeline: 8, Window.AfterWarmUp(0, 1));
        loop.Run();

        Assert.Equal(0, loop.Tally.Failed);
        Assert.InRange(loop.Tally.Answered, 16, server.Asked);
    }

    [LinuxFact]
    public void A_server_that_is_not_there_is_a_failure_to_connect()
    {
        ScriptedServer server = new((_, _) => "");
        Target target = server.Target;
        server.Dispose();
        using ClosedLoop loop = new(target, connections: 1, pipeline: 1, Window.AfterWarmUp(0, 1));
        loop.Run();

        Assert.InRange(loop.Tally.CountOf(Failure.NotConnected), 1, 20);
        Assert.Equal(0, loop.Tally.Answered);
    }

    [LinuxFact]
    public void The_age_of_an_idle_connection_counts_from_its_answer()
    {
        using ScriptedServer server = new((_, socket) =>
        {
            new Timer(_ => socket.Shutdown(SocketShutdown.Both)).Change(500, Timeout.Infinite);
            return ScriptedServer.Ok;
        });
        using IdleLoop loop = new(server.Target, connections: 3, holdSeconds: 20);
        loop.Run();

        Assert.Equal((3, 3), (loop.Held, loop.ClosedByServer));
        Percentiles ages = Milliseconds(loop.Ages);
        Assert.InRange(ages.P50, 400, 5000);
    }

    [LinuxFact]
    public void Connections_that_never_read_are_timed_from_when_they_got_stuck()
    {
        using ScriptedServer server = new((request, socket) =>
        {
            if (request < 3)
                return ScriptedServer.Ok;
            Thread.Sleep(500);
            socket.Close(0);
            return "";
        });
        using UnreadLoop loop = new(server.Target, connections: 1, holdSeconds: 20);
        loop.Run();

        Assert.Equal((1, 1), (loop.Held, loop.ClosedByServer));
        Assert.InRange(Milliseconds(loop.Ages).P50, 300, 5000);
    }

    [LinuxFact]
    public void A_process_is_seen_to_spend_time_and_memory()
    {
        ProcessSample before = ProcessSample.Read(Environment.ProcessId);
        long untilNs = Clock.NowNs + Clock.NsPerSecond / 2;
        while (Clock.NowNs < untilNs)
            Thread.SpinWait(100);
        ProcessSample after = ProcessSample.Read(Environment.ProcessId);

        Assert.True(after.CpuSeconds > before.CpuSeconds);
        Assert.InRange(after.ResidentKb, 1000, after.ResidentPeakKb);
        Assert.InRange(after.Descriptors!.Value, 3, 100_000);
    }

    private static Percentiles Milliseconds(Latencies latencies) => Percentiles.Of(latencies.Summarize())!;
}
