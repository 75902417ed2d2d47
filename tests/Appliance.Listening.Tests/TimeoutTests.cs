using System.Diagnostics;

namespace Appliance.Listening.Tests;

public sealed class TimeoutTests
{
    /// <summary>A timeout of 1 s, timer resolution, and tolerance for a busy machine.</summary>
    private static readonly TimeSpan LatestEnd = TimeSpan.FromSeconds(8);

    [Theory]
    [ClassData(typeof(Loops))]
    public void Slowloris_head_timeout_sends_a_final_response_and_closes(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1, HeadSeconds = 1 });
        TrickleUntilTimeout(server, "a line");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Slow_body_timeout_sends_a_final_response_and_closes(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1, BodySeconds = 1 });
        TrickleUntilTimeout(server, "body 1000\nbytes");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Keep_alive_timeout_closes_an_idle_connection_silently(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1, IdleSeconds = 1 });
        using EchoClient silent = server.Connect();
        using EchoClient client = server.Connect();
        client.Send("hello\n");
        client.Expect("hello");
        var since = Stopwatch.StartNew();
        client.ExpectEnd();
        silent.ExpectEnd();
        Assert.InRange(since.Elapsed, TimeSpan.FromSeconds(0.8), LatestEnd);
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Head_timeout_starts_again_with_each_request(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1, HeadSeconds = 2 });
        using EchoClient client = server.Connect();
        client.Socket.NoDelay = true;
        var since = Stopwatch.StartNew();
        // A request is always under way, but none for long.
        client.Send("a");
        while (since.Elapsed < TimeSpan.FromSeconds(4))
        {
            client.Send("\na");
            client.Expect("a");
            Thread.Sleep(100);
        }
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Write_timeout_resets_a_client_that_does_not_read(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1, WriteSeconds = 1 });
        using EchoClient client = server.Connect(receiveBufferBytes: 4096);
        client.Send(LargeRequests(100));
        // The reset is visible without reading: the client's kernel has discarded the unread bytes.
        var since = Stopwatch.StartNew();
        Assert.True(client.Socket.Poll(LatestEnd + LatestEnd, System.Net.Sockets.SelectMode.SelectError));
        Assert.InRange(since.Elapsed, TimeSpan.FromSeconds(0.8), LatestEnd);
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Linger_timeout_closes_a_client_that_stays_after_the_last_response(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1, LingerSeconds = 1 });
        using EchoClient client = server.Connect();
        client.Send("close\n");
        client.Expect("bye");
        client.ExpectEnd();
        // Sending works during the linger; after it the socket is closed and sending fails.
        var since = Stopwatch.StartNew();
        while (since.Elapsed < LatestEnd && client.Socket.Connected)
        {
            try
            {
                client.Send("x");
            }
            catch (System.Net.Sockets.SocketException)
            {
                return;
            }
            Thread.Sleep(50);
        }
        Assert.Fail("still open");
    }

    internal static string LargeRequests(int count) =>
        string.Concat(Enumerable.Repeat($"large {EchoProtocol.LargeBytesMax}\n", count));

    private static void TrickleUntilTimeout(EchoServer server, string start)
    {
        using EchoClient client = server.Connect();
        client.Socket.NoDelay = true;
        client.Send(start);
        EchoProbe.Await(server.Probe.Partials);
        var since = Stopwatch.StartNew();
        while (since.Elapsed < LatestEnd && client.Socket.Available == 0)
        {
            client.Send("x");
            Thread.Sleep(50);
        }
        client.Expect("timeout");
        client.ExpectEnd();
        Assert.InRange(since.Elapsed, TimeSpan.FromSeconds(0.8), LatestEnd);
    }
}
