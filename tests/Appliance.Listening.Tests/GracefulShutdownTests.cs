using System.Diagnostics;
using System.Net.Sockets;
using Appliance.Linux;
using Appliance.Listening.Linux;
using Appliance.TestKit;

namespace Appliance.Listening.Tests;

public sealed class GracefulShutdownTests
{
    [Theory]
    [ClassData(typeof(Loops))]
    public void Graceful_shutdown_finishes_requests_under_way(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        using EchoClient idle = server.Connect();
        idle.Send("hello\n");
        idle.Expect("hello");
        client.Send("first\nseco");
        client.Expect("first");
        EchoProbe.Await(server.Probe.Partials);
        var stopping = new Thread(server.Stop);
        stopping.Start();
        idle.ExpectEnd();
        client.Send("nd\n");
        client.Expect("second");
        client.ExpectEnd();
        client.Dispose();
        Assert.True(stopping.Join(TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Graceful_shutdown_gives_idle_connections_time_for_a_last_request(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient silent = server.Connect();
        using EchoClient between = server.Connect();
        using EchoClient unused = server.Connect();
        between.Send("hello\n");
        between.Expect("hello");
        EchoProbe.Await(server.Probe.Openings, times: 3);
        var since = Stopwatch.StartNew();
        var stopping = new Thread(server.Stop);
        stopping.Start();
        Thread.Sleep(400);
        silent.Send("first\n");
        silent.Expect("first");
        silent.ExpectEnd();
        between.Send("last\n");
        between.Expect("last");
        between.ExpectEnd();
        unused.ExpectEnd();
        Assert.InRange(since.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(6));
        silent.Dispose();
        between.Dispose();
        Assert.True(stopping.Join(TimeSpan.FromSeconds(20)));
    }

    [RequiresFact(Needs.Linux)]
    public void Graceful_shutdown_serves_every_connection_made_before_the_close()
    {
        using var server = new EchoServer(LoopKind.Linux);
        int served = 0;
        Thread[] clients = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            while (TryConnect(server) is { } client)
            {
                using (client)
                {
                    client.Send("fresh\n");
                    client.Expect("fresh");
                    Interlocked.Increment(ref served);
                }
            }
        }))];
        foreach (Thread client in clients)
            client.Start();
        SpinWait.SpinUntil(() => served >= 100, TimeSpan.FromSeconds(20));
        server.Stop();
        foreach (Thread client in clients)
            Assert.True(client.Join(TimeSpan.FromSeconds(20)));
        Assert.True(served >= 100);
    }

    [RequiresTheory(Needs.Linux)]
    [InlineData("127.0.0.1:0")]
    [InlineData("[::1]:0")]
    [InlineData("unix:")]
    public async Task Refusing_new_connections_keeps_those_in_the_backlog(string text)
    {
        string folder = Directory.CreateTempSubdirectory("listen").FullName;
        ListenAddress address = EchoServer.Parse(text == "unix:" ? $"unix:{Path.Combine(folder, "s")}" : text);
        ListeningSocket listening = ListeningSocket.Open(address, threads: 1, backlogMax: 16)[0];
        using EchoClient first = new(listening.Address);
        using EchoClient second = new(listening.Address);
        listening.RefuseConnections();
        using EchoClient late = EchoClient.Unconnected(listening.Address);
        Task connecting = late.Socket.ConnectAsync(EchoClient.EndPointOf(listening.Address));
        // A Unix socket refuses at once; a TCP connection attempt gets no reply.
        await Task.WhenAny(connecting, Task.Delay(300));
        Assert.False(connecting.IsCompletedSuccessfully);
        for (int count = 0; count < 2; count++)
        {
            int accepted = Sockets.Accept(listening.Descriptor, out _);
            Assert.True(accepted >= 0);
            Sockets.Close(accepted);
        }
        Assert.True(Sockets.Accept(listening.Descriptor, out _) < 0);
        listening.Release();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Graceful_shutdown_sends_a_response_in_progress_completely(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect(receiveBufferBytes: 4096);
        client.Send(TimeoutTests.LargeRequests(20));
        client.Receive(1);
        var stopping = new Thread(server.Stop);
        stopping.Start();
        client.Receive(20 * (EchoProtocol.LargeBytesMax + 1) - 1);
        client.ExpectEnd();
        client.Dispose();
        Assert.True(stopping.Join(TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Stuck_connections_are_reset_at_the_drain_timeout(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 2, DrainSeconds = 1 });
        using EchoClient half = server.Connect();
        half.Send("half a li");
        EchoProbe.Await(server.Probe.Partials);
        using EchoClient deaf = server.Connect(receiveBufferBytes: 4096);
        deaf.Send(TimeoutTests.LargeRequests(100));
        deaf.Receive(1);
        var since = Stopwatch.StartNew();
        server.Stop();
        Assert.InRange(since.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(6));
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Aborted_drain_ends_at_once(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 2, DrainSeconds = 60 });
        using EchoClient half = server.Connect();
        half.Send("half a li");
        EchoProbe.Await(server.Probe.Partials);
        using EchoClient idle = server.Connect();
        idle.Send("hello\n");
        idle.Expect("hello");
        var stopping = new Thread(server.Stop);
        stopping.Start();
        // Idle connections are closed soon after the drain begins; a connection with a partial request is kept.
        idle.ExpectEnd();
        idle.Dispose();
        Assert.False(stopping.Join(TimeSpan.FromMilliseconds(100)));
        server.Abort();
        Assert.True(stopping.Join(TimeSpan.FromSeconds(10)));
        Assert.Throws<SocketException>(half.ReceiveLine);
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Abort_before_the_stop_takes_effect_only_at_the_stop(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 2, DrainSeconds = 60 });
        server.Abort();
        using EchoClient client = server.Connect();
        client.Send("hello\nhalf a li");
        client.Expect("hello");
        EchoProbe.Await(server.Probe.Partials);
        var stopping = new Thread(server.Stop);
        stopping.Start();
        Assert.True(stopping.Join(TimeSpan.FromSeconds(10)));
        server.Abort();
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Stopped_listener_refuses_connections_and_frees_its_port(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        var since = Stopwatch.StartNew();
        server.Stop();
        server.Stop();
        Assert.True(since.Elapsed < TimeSpan.FromSeconds(6));
        Assert.Throws<SocketException>(() => server.Connect());
        using var next = new EchoServer(kind, null, server.Addresses[0]);
        using EchoClient client = next.Connect();
        client.Send("hello\n");
        client.Expect("hello");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Graceful_shutdown_serves_requests_in_the_backlog(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1 });
        using EchoClient blocking = server.Connect();
        blocking.Send("block\n");
        EchoProbe.Await(server.Probe.Responses);
        using EchoClient client = server.Connect();
        client.Send("hello\n");
        var stopping = new Thread(server.Stop);
        stopping.Start();
        // The stop must be requested while the thread is busy, which cannot be observed from here.
        Thread.Sleep(200);
        server.Probe.Gate.Release();
        blocking.Expect("block");
        client.Expect("hello");
        client.ExpectEnd();
        client.Dispose();
        blocking.Dispose();
        Assert.True(stopping.Join(TimeSpan.FromSeconds(20)));
    }

    /// <summary>Null if the connection is refused.</summary>
    private static EchoClient? TryConnect(EchoServer server)
    {
        try
        {
            return server.Connect();
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return null;
        }
    }
}
