using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.Listening.Tests;

/// <summary>Admin addresses have separate connection slots, epoll sets and pauses.</summary>
public sealed class AdminAddressTests
{
    private const int Ordinary = 0;
    private const int Admin = 1;

    [Theory]
    [ClassData(typeof(Loops))]
    public void Reserved_slots_are_for_admin_addresses_only(LoopKind kind)
    {
        using EchoServer server = Start(kind, new()
        {
            Threads = 2, ConnectionsMax = 2, ReservedConnectionsMax = 3,
        });
        List<EchoClient> busy = [ConnectDeferred(server, Ordinary), ConnectDeferred(server, Ordinary)];
        using EchoClient waiting = server.Connect(Ordinary);
        waiting.Send("origin\n");
        EchoProbe.Await(server.Pauses);
        using EchoClient first = server.Connect(Admin), second = server.Connect(Admin);
        foreach (EchoClient client in new[] { first, second })
        {
            client.Send("origin\n");
            Assert.EndsWith(" 1 ordinary", client.ReceiveLine());
        }
        Assert.Equal(0, waiting.Socket.Available);
        // Longer than a connection with a reserved slot on an ordinary address would stay open.
        Thread.Sleep(1500);
        second.Send("hello\n");
        second.Expect("hello");
        busy.ForEach(client => client.Dispose());
        Assert.EndsWith(" 0 ordinary", waiting.ReceiveLine());
    }

    [RequiresFact(Needs.Linux)]
    public void Admin_connection_is_evicted_for_an_admin_connection_but_not_for_an_ordinary_one()
    {
        using EchoServer server = Start(LoopKind.Linux, new()
        {
            Threads = 1, ConnectionsMax = 1, ReservedConnectionsMax = 1,
        });
        using EchoClient busy = ConnectDeferred(server, Ordinary);
        using EchoClient idle = server.Connect(Admin);
        idle.Send("hello\n");
        idle.Expect("hello");
        Thread.Sleep(700);
        using EchoClient waiting = server.Connect(Ordinary);
        waiting.Send("waited\n");
        EchoProbe.Await(server.Pauses);
        Thread.Sleep(700);
        idle.Send("still\n");
        idle.Expect("still");
        Thread.Sleep(700);
        using EchoClient next = server.Connect(Admin);
        next.Send("next\n");
        next.Expect("next");
        idle.ExpectEnd();
        EchoProbe.Await(server.Evictions);
        Assert.Equal(["evicting admin", "paused ConnectionsMax"], server.LogEntries.Order());
    }

    [RequiresFact(Needs.Linux)]
    public void Overloaded_thread_still_accepts_admin_connections_and_serves_them_first()
    {
        const int Clients = 800;
        using EchoServer server = Start(LoopKind.Linux, new()
        {
            Threads = 1, ConnectionsMax = 2 * Clients, LagMillisecondsMax = 300, AddressConnectionsMax = 2 * Clients,
        });
        List<EchoClient> clients = [.. Enumerable.Range(0, Clients).Select(_ => server.Connect(Ordinary))];
        // All clients together keep the thread busy for more than a second; one turn serves a third of them.
        const string Slow = "sleep 2";
        List<TimeSpan> rounds = [], responses = [];
        var load = new Thread(() =>
        {
            for (int round = 0; round < 3; round++)
            {
                var since = Stopwatch.StartNew();
                clients.ForEach(client => client.Send(Slow + "\n"));
                clients.ForEach(client => client.Expect(Slow));
                rounds.Add(since.Elapsed);
            }
        });
        load.Start();
        EchoProbe.Await(server.Pauses);
        Assert.Equal(AcceptPause.Overload, server.LastPause);
        while (load.IsAlive)
        {
            var since = Stopwatch.StartNew();
            using EchoClient admin = server.Connect(Admin);
            admin.Send("hello\n");
            admin.Expect("hello");
            responses.Add(since.Elapsed);
        }
        Assert.InRange(responses.Count, 3, int.MaxValue);
        // A response that waits for all clients takes a round. A busy machine may delay one.
        Assert.InRange(responses.Count(response => response > 0.8 * rounds.Min()), 0, 1);
        clients.ForEach(client => client.Dispose());
    }

    private static EchoServer Start(LoopKind kind, ListenerSettings settings) => new(
        kind, settings with { FirstAdminAddress = Admin }, EchoServer.AnyPort, EchoServer.AnyPort);

    /// <summary>Connects a client whose response is deferred, so that its connection is in use.</summary>
    private static EchoClient ConnectDeferred(EchoServer server, int address)
    {
        EchoClient client = server.Connect(address);
        client.Send("defer\n");
        EchoProbe.Await(server.Probe.Deferrals);
        return client;
    }
}
