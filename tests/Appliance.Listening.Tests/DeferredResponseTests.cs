using System.Diagnostics;
using Appliance.Connections;
using Appliance.TestKit;

namespace Appliance.Listening.Tests;

/// <summary>Responses that become ready after the request was handled, for example because of storage.</summary>
public sealed class DeferredResponseTests
{
    private static readonly TimeSpan LatestEnd = TimeSpan.FromSeconds(8);

    [Theory]
    [ClassData(typeof(Loops))]
    public void Deferred_response_keeps_the_order_of_pipelined_requests(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        client.Send("a\ndefer\nb\ndefer\nc\n");
        client.Expect("a");
        EchoProbe.Await(server.Probe.Deferrals);
        client.Send("d\n");
        Thread.Sleep(50);
        Assert.Equal(0, client.Socket.Available);

        Complete(server, 1);
        client.Expect("deferred 1");
        client.Expect("b");
        EchoProbe.Await(server.Probe.Deferrals);
        Complete(server, 2);
        client.Expect("deferred 2");
        client.Expect("c");
        client.Expect("d");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Other_connections_are_served_while_a_response_is_deferred(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1 });
        using EchoClient waiting = server.Connect();
        waiting.Send("defer\n");
        EchoProbe.Await(server.Probe.Deferrals);
        using EchoClient other = server.Connect();
        other.Send("hello\n");
        other.Expect("hello");
        Complete(server, 1);
        waiting.Expect("deferred 1");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Deferred_response_tolerates_immediate_completion_and_spurious_wakeups(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        server.Probe.DeferredResponsesReady = 1;
        client.Send("defer\nfirst\ndefer\nsecond\n");
        client.Expect("deferred 1");
        client.Expect("first");
        EchoProbe.Await(server.Probe.Deferrals);
        EchoProbe.Await(server.Probe.Deferrals);
        server.Probe.LastWaker.Wake();
        server.Probe.LastWaker.Wake();
        Thread.Sleep(50);
        Assert.Equal(0, client.Socket.Available);
        Complete(server, 2);
        client.Expect("deferred 2");
        client.Expect("second");
        server.Probe.LastWaker.Wake();
        client.Send("third\n");
        client.Expect("third");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Wakeup_during_a_send_continues_after_the_send(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1 });
        using EchoClient client = server.Connect(receiveBufferBytes: 4096);
        int bytes = EchoProtocol.LargeBytesMax;
        string large = string.Concat(Enumerable.Repeat($"large {bytes}\n", 20));
        client.Send(large + "defer\nend\n");
        // The kernel's buffers are full, and the rest is buffered with the connection.
        for (int count = 0; count < 20; count++)
        {
            client.Receive(bytes + 1);
            if (server.Probe.DeferredResponses == 1)
                Complete(server, 1);
        }
        EchoProbe.Await(server.Probe.Deferrals);
        Complete(server, 1);
        client.Expect("deferred 1");
        client.Expect("end");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Deferred_response_timeout_sends_a_final_response_and_closes(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1, ResponseSeconds = 1 });
        using EchoClient client = server.Connect();
        client.Send("defer\nnever\n");
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

    [RequiresFact(Needs.Linux)]
    public void Disconnect_during_a_deferred_response_is_detected_and_abandons_it()
    {
        using var server = new EchoServer(LoopKind.Linux, new ListenerSettings { Threads = 1, ResponseSeconds = 3600 });
        EchoClient client = server.Connect();
        client.Send("defer\n");
        EchoProbe.Await(server.Probe.Deferrals);
        Waker gone = server.Probe.LastWaker;
        // Closed with a reset: after an orderly end of input the client may still wait for its response.
        client.Socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        client.Dispose();
        EchoProbe.Await(server.Probe.Abandonments);

        // The next connection may reuse the table entry; the old waker must not wake it.
        using EchoClient next = server.Connect();
        next.Send("defer\n");
        EchoProbe.Await(server.Probe.Deferrals);
        server.Probe.DeferredResponsesReady = 2;
        gone.Wake();
        Thread.Sleep(50);
        Assert.Equal(0, next.Socket.Available);
        Complete(server, 2);
        next.Expect("deferred 2");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Half_closed_client_still_gets_its_deferred_responses(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        client.Send("defer\nlast\n");
        client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        EchoProbe.Await(server.Probe.Deferrals);
        Complete(server, 1);
        client.Expect("deferred 1");
        client.Expect("last");
        client.ExpectEnd();
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Drain_waits_for_deferred_responses(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        client.Send("defer\n");
        EchoProbe.Await(server.Probe.Deferrals);
        var stop = new Thread(server.Stop);
        stop.Start();
        Assert.False(stop.Join(TimeSpan.FromSeconds(0.3)));
        Complete(server, 1);
        client.Expect("deferred 1");
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
