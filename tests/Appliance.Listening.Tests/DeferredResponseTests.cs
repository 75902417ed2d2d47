using System.Diagnostics;

namespace Appliance.Listening.Tests;

/// <summary>Answers that come from elsewhere, later.</summary>
public sealed class DeferredResponseTests
{
    private static readonly TimeSpan LatestEnd = TimeSpan.FromSeconds(4);

    [Theory]
    [ClassData(typeof(Loops))]
    public void A_late_answer_keeps_its_place_among_pipelined_ones(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        client.Send("a\nlater\nb\nlater\nc\n");
        client.Expect("a");
        EchoProbe.Await(server.Probe.Deferrals);
        client.Send("d\n");
        Thread.Sleep(50);
        Assert.Equal(0, client.Socket.Available);

        Complete(server, 1);
        client.Expect("late 1");
        client.Expect("b");
        EchoProbe.Await(server.Probe.Deferrals);
        Complete(server, 2);
        client.Expect("late 2");
        client.Expect("c");
        client.Expect("d");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Others_are_served_meanwhile(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1 });
        using EchoClient waiting = server.Connect();
        waiting.Send("later\n");
        EchoProbe.Await(server.Probe.Deferrals);
        using EchoClient other = server.Connect();
        other.Send("hello\n");
        other.Expect("hello");
        Complete(server, 1);
        waiting.Expect("late 1");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void An_answer_that_is_there_at_once_or_woken_for_nothing_is_as_good(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        server.Probe.DeferredResponsesReady = 1;
        client.Send("later\nfirst\nlater\nsecond\n");
        client.Expect("late 1");
        client.Expect("first");
        EchoProbe.Await(server.Probe.Deferrals);
        EchoProbe.Await(server.Probe.Deferrals);
        server.Probe.LastWaker.Wake();
        server.Probe.LastWaker.Wake();
        Thread.Sleep(50);
        Assert.Equal(0, client.Socket.Available);
        Complete(server, 2);
        client.Expect("late 2");
        client.Expect("second");
        server.Probe.LastWaker.Wake();
        client.Send("third\n");
        client.Expect("third");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void What_is_woken_while_its_answers_are_being_sent_goes_on_after_them(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1 });
        using EchoClient client = server.Connect(receiveBufferBytes: 4096);
        int bytes = EchoProtocol.LargeBytesMax;
        string large = string.Concat(Enumerable.Repeat($"large {bytes}\n", 20));
        client.Send(large + "later\nend\n");
        // All that the system takes is taken, and the rest waits with the connection.
        for (int count = 0; count < 20; count++)
        {
            client.Receive(bytes + 1);
            if (server.Probe.DeferredResponses == 1)
                Complete(server, 1);
        }
        EchoProbe.Await(server.Probe.Deferrals);
        Complete(server, 1);
        client.Expect("late 1");
        client.Expect("end");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void An_answer_that_does_not_come_ends_with_last_words(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1, ResponseSeconds = 1 });
        using EchoClient client = server.Connect();
        client.Send("later\nnever\n");
        EchoProbe.Await(server.Probe.Deferrals);
        var since = Stopwatch.StartNew();
        client.Expect("timeout");
        client.ExpectEnd();
        Assert.InRange(since.Elapsed, TimeSpan.FromSeconds(0.8), LatestEnd);
        EchoProbe.Await(server.Probe.Abandonments);
        Complete(server, 1);
        using EchoClient next = server.Connect();
        next.Send("hello\n");
        next.Expect("hello");
    }

    [LinuxFact]
    public void A_peer_that_has_gone_is_noticed_and_its_answer_abandoned()
    {
        using var server = new EchoServer(LoopKind.Linux, new ListenerSettings { Threads = 1, ResponseSeconds = 3600 });
        EchoClient client = server.Connect();
        client.Send("later\n");
        EchoProbe.Await(server.Probe.Deferrals);
        Waker gone = server.Probe.LastWaker;
        // With a reset: an end alone may come from a client that still waits for its answer.
        client.Socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        client.Dispose();
        EchoProbe.Await(server.Probe.Abandonments);

        // Its place may be another's by now, who must not be woken in its stead.
        using EchoClient next = server.Connect();
        next.Send("later\n");
        EchoProbe.Await(server.Probe.Deferrals);
        server.Probe.DeferredResponsesReady = 2;
        gone.Wake();
        Thread.Sleep(50);
        Assert.Equal(0, next.Socket.Available);
        Complete(server, 2);
        next.Expect("late 2");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void A_client_that_has_sent_its_last_still_gets_its_answers(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        client.Send("later\nlast\n");
        client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        EchoProbe.Await(server.Probe.Deferrals);
        Complete(server, 1);
        client.Expect("late 1");
        client.Expect("last");
        client.ExpectEnd();
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void A_drain_waits_for_answers_under_way(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        client.Send("later\n");
        EchoProbe.Await(server.Probe.Deferrals);
        var stop = new Thread(server.Stop);
        stop.Start();
        Assert.False(stop.Join(TimeSpan.FromSeconds(0.3)));
        Complete(server, 1);
        client.Expect("late 1");
        client.ExpectEnd();
        client.Dispose();
        Assert.True(stop.Join(TimeSpan.FromSeconds(5)));
    }

    private static void Complete(EchoServer server, int number)
    {
        server.Probe.DeferredResponsesReady = number;
        server.Probe.LastWaker.Wake();
    }
}
