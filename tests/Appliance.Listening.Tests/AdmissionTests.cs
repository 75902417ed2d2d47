using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.Listening.Tests;

/// <summary>
/// Which connections are accepted, which requests fit into the buffer budget, and what the protocol learns about a
/// connection's origin.
/// </summary>
public sealed class AdmissionTests
{
    private const string Loopback = "ffff7f000001";

    [Theory]
    [ClassData(typeof(Loops))]
    public void Connection_origin_has_the_peer_address_and_the_listen_address_index(LoopKind kind)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "s");
        using var server = new EchoServer(
            kind, null, EchoServer.AnyPort, EchoServer.Parse("[::1]:0"), EchoServer.Parse($"unix:{path}"));
        string[] expected = [$"{Loopback} 0 ordinary", "1 1 ordinary", "0 2 ordinary"];
        for (int address = 0; address < expected.Length; address++)
        {
            using EchoClient client = server.Connect(address);
            client.Send("origin\n");
            client.Expect(expected[address]);
        }
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Reserved_slots_are_used_briefly_when_all_ordinary_slots_are_taken(LoopKind kind)
    {
        var settings = new ListenerSettings { Threads = 1, ConnectionsMax = 2, ReservedConnectionsMax = 1 };
        using var server = new EchoServer(kind, settings);
        using EchoClient first = server.Connect();
        using EchoClient second = server.Connect();
        ExpectSlot(first, "ordinary");
        ExpectSlot(second, "ordinary");
        // Their responses are deferred: idle connections would be evicted.
        foreach (EchoClient client in new[] { first, second })
        {
            client.Send("defer\n");
            EchoProbe.Await(server.Probe.Deferrals);
        }
        using EchoClient third = server.Connect();
        ExpectSlot(third, "reserved");
        var since = Stopwatch.StartNew();
        third.ExpectEnd();
        Assert.InRange(since.Elapsed, TimeSpan.FromSeconds(0.7), TimeSpan.FromSeconds(8));

        using EchoClient fourth = server.Connect();
        ExpectSlot(fourth, "reserved");
        server.Probe.DeferredResponsesReady = 2;
        server.Probe.LastWaker.Wake();
        second.Expect("deferred 2");
        second.Dispose();
        AwaitOrdinarySlot(server);
    }

    [RequiresFact(Needs.Linux)]
    public void Overload_pauses_accepting_until_open_connections_are_served()
    {
        using var server = new EchoServer(
            LoopKind.Linux, new ListenerSettings { Threads = 1, LagMillisecondsMax = 200 });
        List<EchoClient> clients = [.. Enumerable.Range(0, 10).Select(_ => server.Connect())];
        foreach (EchoClient client in clients)
            ExpectSlot(client, "ordinary");
        // While the thread is busy with the first client, all others send requests that take half a second together.
        const string LongSleep = "sleep 500", Short = "sleep 50";
        var load = new Thread(() =>
        {
            for (int round = 0; round < 4; round++)
            {
                clients.ForEach(client => client.Send((client == clients[0] ? LongSleep : Short) + "\n"));
                clients.ForEach(client => client.Expect(client == clients[0] ? LongSleep : Short));
            }
        });
        load.Start();
        EchoProbe.Await(server.Pauses);
        Assert.Equal(AcceptPause.Overload, server.LastPause);
        using EchoClient late = server.Connect();
        late.Send("late\n");
        late.Expect("late");
        Assert.True(load.Join(TimeSpan.FromSeconds(20)));
        clients.ForEach(client => client.Dispose());
    }

    [RequiresFact(Needs.Linux)]
    public void Exhausted_buffer_budget_rejects_large_requests_and_small_ones_are_still_served()
    {
        using EchoServer server = ServerOf(mebibytes: 1);
        using EchoClient honest = server.Connect();
        ExpectSlot(honest, "ordinary");
        List<EchoClient> greedy = [];
        for (int count = 0; count < 20; count++)
        {
            EchoClient client = server.Connect();
            greedy.Add(client);
            client.Send(new byte[90_000]);
        }
        // 90,000 bytes of an unfinished line take 100 KiB of the 768 KiB for large requests, plus 64 KiB while the
        // buffer grows.
        Assert.True(SpinWait.SpinUntil(() => greedy.Count(IsEnded) >= 12, TimeSpan.FromSeconds(20)));
        Assert.InRange(greedy.Count(IsEnded), 12, 15);
        foreach (EchoClient refused in greedy.Where(IsEnded))
        {
            // It keeps sending, like clients that read only after they have sent everything.
            refused.Send(new byte[50_000]);
            refused.Expect("out of buffers");
            refused.ExpectEnd();
        }
        AwaitOneExhaustion(server);
        // The rest of the budget is for small buffers, so that ordinary requests are still served.
        while (server.Probe.Partials.Wait(0))
        {
        }
        for (int count = 0; count < 50; count++)
        {
            using EchoClient ordinary = server.Connect();
            ordinary.Send("in two ");
            EchoProbe.Await(server.Probe.Partials);
            ordinary.Send("parts\n");
            ordinary.Expect("in two parts");
        }
        ExpectSlot(honest, "ordinary");
        greedy.ForEach(client => client.Dispose());
        using EchoClient last = server.Connect();
        last.Send(new byte[90_000]);
        last.Send("\n");
        Assert.Equal(90_001, last.Receive(90_001).Length);
    }

    [RequiresFact(Needs.Linux)]
    public void Large_request_reserves_buffer_budget_for_its_whole_body_or_is_rejected()
    {
        const int BodyBytes = 90_000;
        // Each request takes 88 KiB of 3 MiB, which is three quarters of the budget.
        const int Admitted = 34;
        using EchoServer server = ServerOf(mebibytes: 4);
        List<EchoClient> clients = Announce(server, BodyBytes, Admitted);
        for (int count = 0; count < 3; count++)
        {
            EchoClient refused = server.Connect();
            clients.Add(refused);
            refused.Send($"body {BodyBytes}\nx");
            refused.Expect("over budget");
        }
        AwaitOneExhaustion(server);
        foreach ((int index, EchoClient client) in clients.Index())
        {
            client.Send(new byte[BodyBytes - 1]);
            if (index < Admitted)
                client.Expect($"took {BodyBytes}");
            else
                client.ExpectEnd();
        }
        clients.ForEach(client => client.Dispose());
    }

    [RequiresFact(Needs.Linux)]
    public void Large_request_is_rejected_before_handling_if_its_response_may_exceed_the_buffer_budget()
    {
        const int BodyBytes = 90_000;
        using EchoServer server = ServerOf(mebibytes: 1);
        // Together they take 616 KiB of the 896 KiB that responses may use; the rest is too small for the longest
        // response.
        List<EchoClient> clients = Announce(server, BodyBytes, count: 7);
        foreach ((int index, EchoClient client) in clients.Index())
        {
            client.Send(new byte[BodyBytes - 1]);
            client.Expect(index == 0 ? "over budget" : $"took {BodyBytes}");
        }
        AwaitOneExhaustion(server);
        clients.ForEach(client => client.Dispose());
    }

    /// <summary>Connects clients that announce a body and send its first byte.</summary>
    private static List<EchoClient> Announce(EchoServer server, int bodyBytes, int count)
    {
        List<EchoClient> clients = [.. Enumerable.Range(0, count).Select(_ => server.Connect())];
        foreach (EchoClient client in clients)
        {
            client.Send($"body {bodyBytes}\nx");
            EchoProbe.Await(server.Probe.Partials);
        }
        return clients;
    }

    private static EchoServer ServerOf(int mebibytes) =>
        new(LoopKind.Linux, new ListenerSettings { Threads = 1, BufferedBytesMax = mebibytes << 20 });

    private static void AwaitOneExhaustion(EchoServer server)
    {
        EchoProbe.Await(server.Exhaustions);
        Assert.False(server.Exhaustions.Wait(0), "reported more than once");
    }

    private static bool IsEnded(EchoClient client) =>
        client.Socket.Poll(TimeSpan.Zero, System.Net.Sockets.SelectMode.SelectRead);

    private static void ExpectSlot(EchoClient client, string slot)
    {
        client.Send("origin\n");
        client.Expect($"{Loopback} 0 {slot}");
    }

    /// <summary>Retries, since the server may not have noticed yet that a connection was closed.</summary>
    private static void AwaitOrdinarySlot(EchoServer server)
    {
        for (int attempt = 0; attempt < 50; attempt++)
        {
            using EchoClient client = server.Connect();
            client.Send("origin\n");
            if (client.ReceiveLine() == $"{Loopback} 0 ordinary")
                return;
            Thread.Sleep(50);
        }
        Assert.Fail("no ordinary slot became free");
    }
}
