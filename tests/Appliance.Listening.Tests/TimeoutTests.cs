using System.Diagnostics;

namespace Appliance.Listening.Tests;

public sealed class TimeoutTests
{
    /// <summary>A deadline of one second, the sweep's period of one, and room for a busy machine.</summary>
    private static readonly TimeSpan LatestEnd = TimeSpan.FromSeconds(4);

    [Theory]
    [ClassData(typeof(Loops))]
    public void A_head_that_trickles_in_ends_at_its_deadline_with_last_words(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1, HeadSeconds = 1 });
        TrickleUntilTimeout(server, "a line");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void A_body_that_trickles_in_ends_at_its_deadline_with_last_words(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1, BodySeconds = 1 });
        TrickleUntilTimeout(server, "body 1000\nbytes");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void An_idle_connection_is_closed_without_a_word(LoopKind kind)
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
    public void Each_request_has_the_whole_time(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1, HeadSeconds = 2 });
        using EchoClient client = server.Connect();
        client.Socket.NoDelay = true;
        var since = Stopwatch.StartNew();
        // A request is always under way, and none of them for long.
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
    public void A_peer_that_does_not_read_is_reset_at_the_write_deadline(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1, WriteSeconds = 1 });
        using EchoClient client = server.Connect(receiveBufferBytes: 4096);
        client.Send(LargeRequests(100));
        // The reset shows without reading: the peer's system has thrown away what was not read.
        var since = Stopwatch.StartNew();
        Assert.True(client.Socket.Poll(LatestEnd + LatestEnd, System.Net.Sockets.SelectMode.SelectError));
        Assert.InRange(since.Elapsed, TimeSpan.FromSeconds(0.8), LatestEnd);
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void A_peer_that_stays_after_the_last_answer_is_closed(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1, LingerSeconds = 1 });
        using EchoClient client = server.Connect();
        client.Send("close\n");
        client.Expect("bye");
        client.ExpectEnd();
        // Our side may still send into the linger; once it is over there is nobody to take it.
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
