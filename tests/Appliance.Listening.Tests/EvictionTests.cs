using System.Diagnostics;
using System.Net.Sockets;
using Appliance.Listening.Linux;
using Appliance.TestKit;

namespace Appliance.Listening.Tests;

/// <summary>Which connection is evicted when no slot is free for a new one.</summary>
public sealed class EvictionTests
{
    /// <summary>
    /// After this time a connection may be evicted, and it is measurably older than connections opened later.
    /// </summary>
    private static readonly TimeSpan EvictionAge =
        TimeSpan.FromMilliseconds(Evictor<EchoConnection>.AgeMillisecondsMin + 200);

    [RequiresFact(Needs.Linux)]
    public void Longest_idle_connection_is_evicted_first()
    {
        using var server = new EchoServer(LoopKind.Linux, EchoServer.Capped(threads: 1, connectionsMax: 3));
        using EchoClient first = ConnectServed(server), second = ConnectServed(server), third = ConnectServed(server);
        EchoClient[] byUse = [second, first, third];
        foreach (EchoClient client in byUse)
        {
            Thread.Sleep(EvictionAge);
            client.Send("again\n");
            client.Expect("again");
        }
        Thread.Sleep(EvictionAge);
        List<EchoClient> busy = [];
        for (int index = 0; index < byUse.Length; index++)
        {
            busy.Add(ConnectDeferred(server));
            byUse[index].ExpectEnd();
            Assert.DoesNotContain(byUse[(index + 1)..], IsEnded);
        }
        // Connections in use are never evicted, whatever their age.
        Thread.Sleep(EvictionAge);
        using EchoClient waiting = server.Connect();
        waiting.Send("waited\n");
        EchoProbe.Await(server.Pauses);
        Thread.Sleep(EvictionAge);
        Assert.DoesNotContain(busy, IsEnded);
        server.Probe.DeferredResponsesReady = busy.Count;
        server.Probe.LastWaker.Wake();
        busy[^1].Expect($"deferred {busy.Count}");
        busy[^1].Dispose();
        waiting.Expect("waited");
        busy.ForEach(client => client.Dispose());
        EchoProbe.Await(server.EvictionEnds);
        EchoProbe.Await(server.Resumptions);
        Assert.Equal(
            ["evicted 3", "evicting", "paused ConnectionsMax", "resumed ConnectionsMax"], server.LogEntries.Order());
        Assert.InRange(server.LastResumption.Milliseconds, EvictionAge.TotalMilliseconds - 100, 5000);
        Assert.Equal(1, server.LastResumption.WaitingMax);
    }

    [RequiresFact(Needs.Linux)]
    public void Slowloris_heads_are_evicted_when_no_connection_is_idle()
    {
        using var server = new EchoServer(LoopKind.Linux, EchoServer.Capped(threads: 1, connectionsMax: 4));
        using EchoClient older = ConnectPartial(server, "half a line"), body = ConnectPartial(server, "body 5\n123");
        Thread.Sleep(EvictionAge);
        using EchoClient younger = ConnectPartial(server, "half a line"), idle = ConnectServed(server);
        Thread.Sleep(EvictionAge);
        // Bytes that trickle in do not make an incomplete head younger.
        older.Send(".");
        EchoProbe.Await(server.Probe.Partials);
        List<EchoClient> busy = [];
        foreach (EchoClient next in new[] { idle, older, younger })
        {
            busy.Add(ConnectDeferred(server));
            next.ExpectEnd();
        }
        body.Send("45");
        body.Expect("took 5");
        busy.ForEach(client => client.Dispose());
    }

    [RequiresFact(Needs.Linux)]
    public void New_connection_cannot_be_evicted_before_the_minimum_age()
    {
        using var server = new EchoServer(LoopKind.Linux, EchoServer.Capped(threads: 1, connectionsMax: 1));
        using EchoClient young = ConnectServed(server);
        var since = Stopwatch.StartNew();
        using EchoClient waiting = server.Connect();
        waiting.Send("waited\n");
        waiting.Expect("waited");
        Assert.InRange(since.Elapsed, EvictionAge / 2, TimeSpan.FromSeconds(6));
        young.ExpectEnd();
    }

    [RequiresFact(Needs.Linux)]
    public void Connection_with_an_unread_request_is_not_evicted()
    {
        using var server = new EchoServer(LoopKind.Linux, EchoServer.Capped(threads: 1, connectionsMax: 2));
        using EchoClient idle = ConnectServed(server);
        Thread.Sleep(EvictionAge);
        using EchoClient blocking = server.Connect();
        blocking.Send("block\n");
        // The response to the idle client, then the one to the blocking client.
        EchoProbe.Await(server.Probe.Responses, times: 2);
        // The thread handles the new connection before the idle client's request.
        using EchoClient newcomer = server.Connect();
        newcomer.Send("in\n");
        idle.Send("unseen\n");
        server.Probe.Gate.Release();
        blocking.Expect("block");
        idle.Expect("unseen");
        newcomer.Expect("in");
    }

    /// <summary>The response is sent at the end of the turn; by then the request is old enough for eviction.</summary>
    [RequiresFact(Needs.Linux)]
    public void Connection_with_a_pending_response_is_not_evicted()
    {
        using var server = new EchoServer(LoopKind.Linux, EchoServer.Capped(threads: 1, connectionsMax: 4));
        List<EchoClient> idle = [ConnectServed(server), ConnectServed(server)];
        using EchoClient blocking = ConnectServed(server);
        using EchoClient asking = ConnectServed(server);
        blocking.Send("block\n");
        EchoProbe.Await(server.Probe.Responses, times: 5);
        // In the next turn the thread responds, is busy for a while, and then accepts.
        asking.Send("for me\n");
        idle[0].Send($"sleep {EvictionAge.TotalMilliseconds}\n");
        using EchoClient silent = server.Connect();
        server.Probe.Gate.Release();
        asking.Expect("for me");
        idle[0].Expect($"sleep {EvictionAge.TotalMilliseconds}");
        // The new connection got the slot of the client that sent no request.
        idle[1].ExpectEnd();
        silent.Send("in\n");
        silent.Expect("in");
        idle.ForEach(client => client.Dispose());
    }

    [RequiresFact(Needs.Linux)]
    public void Thread_without_idle_connections_has_another_thread_evict_one()
    {
        using var server = new EchoServer(LoopKind.Linux, EchoServer.Capped(threads: 4, connectionsMax: 4));
        List<EchoClient> clients = [.. Enumerable.Range(0, 4).Select(_ => ConnectServed(server))];
        int slowRounds = 0;
        for (int round = 0; round < 8; round++)
        {
            Thread.Sleep(EvictionAge);
            var since = Stopwatch.StartNew();
            clients.Add(ConnectServed(server));
            slowRounds += since.Elapsed < TimeSpan.FromSeconds(0.9) ? 0 : 1;
        }
        // A thread that waits for its own timer takes 1 s. A busy machine may delay a round or two.
        Assert.InRange(slowRounds, 0, 2);
        clients.ForEach(client => client.Dispose());
    }

    [RequiresFact(Needs.Linux)]
    public void Reconnecting_idle_clients_do_not_lock_out_others()
    {
        using var server = new EchoServer(LoopKind.Linux, new ListenerSettings { Threads = 2, ConnectionsMax = 20 });
        using CancellationTokenSource end = new();
        Thread[] holders =
            [.. Enumerable.Range(0, 60).Select(_ => new Thread(() => HoldConnection(server, end.Token)))];
        foreach (Thread holder in holders)
            holder.Start();
        for (int round = 0; round < 20; round++)
        {
            var since = Stopwatch.StartNew();
            using EchoClient client = ConnectServed(server);
            Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(6));
        }
        end.Cancel();
        foreach (Thread holder in holders)
            Assert.True(holder.Join(TimeSpan.FromSeconds(20)));
    }

    /// <summary>Reconnects in a loop without sending anything.</summary>
    private static void HoldConnection(EchoServer server, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            using EchoClient client = server.Connect();
            client.Socket.ReceiveTimeout = 500;
            try
            {
                client.ReceiveLine();
            }
            catch (SocketException)
            {
                // Not evicted within the timeout.
            }
        }
    }

    private static bool IsEnded(EchoClient client) => client.Socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    private static EchoClient ConnectServed(EchoServer server)
    {
        EchoClient client = server.Connect();
        client.Send("hello\n");
        client.Expect("hello");
        return client;
    }

    private static EchoClient ConnectPartial(EchoServer server, string beginning)
    {
        EchoClient client = server.Connect();
        client.Send(beginning);
        EchoProbe.Await(server.Probe.Partials);
        return client;
    }

    /// <summary>Connects a client whose response is deferred, so that its connection is in use.</summary>
    private static EchoClient ConnectDeferred(EchoServer server)
    {
        EchoClient client = server.Connect();
        client.Send("defer\n");
        EchoProbe.Await(server.Probe.Deferrals);
        return client;
    }
}
