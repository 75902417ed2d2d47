using System.Diagnostics;

namespace Appliance.Listening.Tests;

/// <summary>Who is let in, and what the protocol is told of them.</summary>
public sealed class AdmissionTests
{
    private const string Loopback = "ffff7f000001";

    [Theory]
    [ClassData(typeof(Loops))]
    public void A_connection_comes_with_its_address_and_where_it_came_in(LoopKind kind)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("appliance-").FullName, "s");
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
    public void Places_kept_back_are_given_when_the_others_are_taken_and_not_for_long(LoopKind kind)
    {
        var settings = new ListenerSettings { Threads = 1, ConnectionsMax = 2, ReservedConnectionsMax = 1 };
        using var server = new EchoServer(kind, settings);
        using EchoClient first = server.Connect();
        using EchoClient second = server.Connect();
        ExpectSlot(first, "ordinary");
        ExpectSlot(second, "ordinary");
        // They wait for an answer: who is idle would be closed to make room.
        foreach (EchoClient client in new[] { first, second })
        {
            client.Send("later\n");
            EchoProbe.Await(server.Probe.Deferrals);
        }
        using EchoClient third = server.Connect();
        ExpectSlot(third, "reserved");
        var since = Stopwatch.StartNew();
        third.ExpectEnd();
        Assert.InRange(since.Elapsed, TimeSpan.FromSeconds(0.7), TimeSpan.FromSeconds(4));

        using EchoClient fourth = server.Connect();
        ExpectSlot(fourth, "reserved");
        server.Probe.DeferredResponsesReady = 2;
        server.Probe.LastWaker.Wake();
        second.Expect("late 2");
        second.Dispose();
        AwaitOrdinarySlot(server);
    }

    [LinuxFact]
    public void Who_is_in_comes_first_while_bytes_wait_too_long_for_their_turn()
    {
        using var server = new EchoServer(
            LoopKind.Linux, new ListenerSettings { Threads = 1, LagMillisecondsMax = 200 });
        List<EchoClient> clients = [.. Enumerable.Range(0, 10).Select(_ => server.Connect())];
        foreach (EchoClient client in clients)
            ExpectSlot(client, "ordinary");
        // While the thread is busy for the first one, all others send, and then take half a second of it together.
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

    [LinuxFact]
    public void Who_wants_more_than_all_may_keep_is_told_so_and_the_others_go_on()
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
        // A line's beginning of 90,000 bytes takes 100 KiB of 768, and 64 KiB more while it grows to them.
        Assert.True(SpinWait.SpinUntil(() => greedy.Count(IsEnded) >= 12, TimeSpan.FromSeconds(20)));
        Assert.InRange(greedy.Count(IsEnded), 12, 15);
        foreach (EchoClient refused in greedy.Where(IsEnded))
        {
            // It sends on, as clients do that read only once all is sent.
            refused.Send(new byte[50_000]);
            refused.Expect("out of buffers");
            refused.ExpectEnd();
        }
        AwaitOneExhaustion(server);
        // What is left is for small parts, so that ordinary requests go on.
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
        using EchoClient later = server.Connect();
        later.Send(new byte[90_000]);
        later.Send("\n");
        Assert.Equal(90_001, later.Receive(90_001).Length);
    }

    [LinuxFact]
    public void A_large_request_has_room_for_all_of_it_from_its_announcement_on_or_is_refused()
    {
        const int BodyBytes = 90_000;
        // Each takes 88 KiB of three quarters of four MiB.
        const int Admitted = 34;
        using EchoServer server = ServerOf(mebibytes: 4);
        List<EchoClient> clients = Announce(server, BodyBytes, Admitted);
        for (int count = 0; count < 3; count++)
        {
            EchoClient refused = server.Connect();
            clients.Add(refused);
            refused.Send($"body {BodyBytes}\nx");
            refused.Expect("no room");
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

    [LinuxFact]
    public void A_large_request_whose_answer_may_have_no_room_is_refused_before_it_is_handled()
    {
        const int BodyBytes = 90_000;
        using EchoServer server = ServerOf(mebibytes: 1);
        // Together they take 616 KiB. What answers may have, 896 KiB, does not suffice for the longest one beside them.
        List<EchoClient> clients = Announce(server, BodyBytes, count: 7);
        foreach ((int index, EchoClient client) in clients.Index())
        {
            client.Send(new byte[BodyBytes - 1]);
            client.Expect(index == 0 ? "no room" : $"took {BodyBytes}");
        }
        AwaitOneExhaustion(server);
        clients.ForEach(client => client.Dispose());
    }

    /// <summary>Clients that announce a body and send its first byte.</summary>
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
        Assert.False(server.Exhaustions.Wait(0), "said more than once");
    }

    private static bool IsEnded(EchoClient client) =>
        client.Socket.Poll(TimeSpan.Zero, System.Net.Sockets.SelectMode.SelectRead);

    private static void ExpectSlot(EchoClient client, string slot)
    {
        client.Send("origin\n");
        client.Expect($"{Loopback} 0 {slot}");
    }

    /// <summary>The server may not have seen yet that a connection has ended.</summary>
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
        Assert.Fail("no place became free");
    }
}
