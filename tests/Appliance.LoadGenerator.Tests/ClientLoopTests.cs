using System.Net.Sockets;
using Appliance.Load;
using Appliance.TestKit;

namespace Appliance.LoadGenerator.Tests;

public class ClientLoopTests
{
    /// <summary>Coordinated omission: a client that sends nothing during a stall does not measure the stall.</summary>
    [RequiresFact(Needs.Linux)]
    public void Server_stall_counts_in_the_latency_of_requests_due_during_it_without_coordinated_omission()
    {
        using ScriptedServer server = new((request, _) =>
        {
            if (request == 100)
                Thread.Sleep(1000);
            return ScriptedServer.Ok;
        });
        MeasurementWindow window = MeasurementWindow.AfterWarmUp(0, 2);
        using ConstantRateLoop loop = new(server.Target, connections: 1, ratePerSecond: 200, window);
        loop.Run();

        // One of 400 requests met the stall; the 200 requests due during it waited for half of it on average.
        Assert.Equal(400, loop.Statistics.Succeeded);
        Percentiles latency = Milliseconds(loop.Statistics.Latencies);
        Assert.InRange(latency.P90, 500, 1500);
        Assert.InRange(latency.Max, 1000, 2000);
        // They had no idle connection, so the load generator itself was not late.
        Assert.InRange(Milliseconds(loop.Lateness).P50, 0, 100);
    }

    /// <summary>A timer with another phase than the requests would make all of them late by the same time.</summary>
    [RequiresFact(Needs.Linux)]
    public void Constant_rate_requests_are_sent_when_they_are_due()
    {
        using ScriptedServer server = new((_, _) => ScriptedServer.Ok);
        MeasurementWindow window = MeasurementWindow.AfterWarmUp(0, 2);
        Thread.Sleep(7);
        using ConstantRateLoop loop = new(server.Target, connections: 4, ratePerSecond: 50, window);
        loop.Run();

        Assert.Equal((100, 0), (loop.Statistics.Succeeded, loop.Statistics.Failed));
        Assert.InRange(Milliseconds(loop.Lateness).P50, 0, 3);
    }

    [RequiresFact(Needs.Linux)]
    public void Request_without_a_response_counts_as_timeout_in_failures_and_latency()
    {
        using ScriptedServer server = new((_, _) => "");
        Target target = server.Target with { TimeoutSeconds = 1 };
        MeasurementWindow window = MeasurementWindow.AfterWarmUp(0, 1);
        using ConstantRateLoop loop = new(target, connections: 1, ratePerSecond: 10, window);
        loop.Run();

        Assert.Equal((0, 10), (loop.Statistics.Succeeded, loop.Statistics.Failed));
        Assert.Equal(10, loop.Statistics.CountOf(Failure.TimedOut));
        Assert.InRange(Milliseconds(loop.Statistics.Latencies).P50, 1000, 3000);
    }

    [RequiresFact(Needs.Linux)]
    public void Closed_loop_counts_responses_error_statuses_resets_and_closes_separately()
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
        using ClosedLoop loop = new(server.Target, connections: 1, pipeline: 1, MeasurementWindow.AfterWarmUp(0, 2));
        loop.Run();

        long rounds = loop.Statistics.CountOf(Failure.Closed);
        Assert.InRange(rounds, 2, 100);
        Assert.InRange(loop.Statistics.CountOf(Failure.Reset), rounds, rounds + 1);
        Assert.InRange(loop.Statistics.CountOf(503), rounds - 1, rounds);
        Assert.InRange(loop.Statistics.Succeeded, rounds * 5, rounds * 5 + 5);
        foreach (Failure failure in new[] { Failure.Garbled, Failure.TimedOut, Failure.NotConnected })
            Assert.Equal(0, loop.Statistics.CountOf(failure));
    }

    [RequiresFact(Needs.Linux)]
    public void Pipelined_batch_counts_each_response()
    {
        using ScriptedServer server = new((_, _) => ScriptedServer.Ok);
        using ClosedLoop loop = new(server.Target, connections: 2, pipeline: 8, MeasurementWindow.AfterWarmUp(0, 1));
        loop.Run();

        Assert.Equal(0, loop.Statistics.Failed);
        Assert.InRange(loop.Statistics.Succeeded, 16, server.RequestCount);
    }

    [RequiresFact(Needs.Linux)]
    public void Server_that_does_not_listen_counts_as_failed_connect()
    {
        ScriptedServer server = new((_, _) => "");
        Target target = server.Target;
        server.Dispose();
        using ClosedLoop loop = new(target, connections: 1, pipeline: 1, MeasurementWindow.AfterWarmUp(0, 1));
        loop.Run();

        Assert.InRange(loop.Statistics.CountOf(Failure.NotConnected), 1, 20);
        Assert.Equal(0, loop.Statistics.Succeeded);
    }

    [RequiresFact(Needs.Linux)]
    public void Idle_keep_alive_connection_age_is_measured_from_its_response()
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

    [RequiresFact(Needs.Linux)]
    public void Unread_connection_age_is_measured_from_when_sending_blocked()
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

    [RequiresFact(Needs.Linux)]
    public void Process_sample_shows_cpu_time_memory_and_descriptors()
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

    private static Percentiles Milliseconds(LatencyHistogram latencies) => Percentiles.Of(latencies.Summarize())!;
}
