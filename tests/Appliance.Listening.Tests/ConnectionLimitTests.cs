using System.Diagnostics;
using System.Runtime.InteropServices;
using Appliance.TestKit;

namespace Appliance.Listening.Tests;

[Collection(nameof(Alone))]
public sealed partial class ConnectionLimitTests
{
    private const int NoFile = 7;

    [Theory]
    [ClassData(typeof(Loops))]
    public void Connections_beyond_the_limit_wait_in_the_backlog_until_one_closes(LoopKind kind)
    {
        using var server = new EchoServer(kind, EchoServer.Capped(threads: 2, connectionsMax: 3));
        List<EchoClient> served = [server.Connect(), server.Connect(), server.Connect()];
        foreach (EchoClient client in served)
        {
            client.Send("in\n");
            client.Expect("in");
        }
        List<EchoClient> waiting = [server.Connect(), server.Connect(), server.Connect()];
        foreach (EchoClient client in waiting)
            client.Send("waited\n");
        EchoProbe.Await(server.Pauses);
        Assert.Equal(AcceptPause.ConnectionsMax, server.LastPause);
        Assert.All(waiting, client => Assert.Equal(0, client.Socket.Available));
        foreach (EchoClient client in served)
        {
            client.Send("still\n");
            client.Expect("still");
            client.Dispose();
        }
        foreach (EchoClient client in waiting)
        {
            client.Expect("waited");
            client.Dispose();
        }
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Connection_limit_admits_waiting_connections_as_soon_as_others_close(LoopKind kind)
    {
        using var server = new EchoServer(kind, EchoServer.Capped(threads: 2, connectionsMax: 2));
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(number => new Thread(() =>
        {
            for (int round = 0; round < 50; round++)
            {
                using EchoClient client = server.Connect();
                client.Send($"{number} {round}\n");
                client.Expect($"{number} {round}");
            }
        }))];
        var since = Stopwatch.StartNew();
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            Assert.True(thread.Join(TimeSpan.FromSeconds(60)));
        // A waiting connection is accepted as soon as another closes. Waiting for the periodic retry would take over 20
        // s.
        Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [RequiresTheory(Needs.Linux)]
    [ClassData(typeof(Loops))]
    public void Without_file_descriptors_open_connections_are_served_and_accepting_resumes(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1 });
        using EchoClient open = server.Connect();
        using EchoClient late = Unconnected(server);
        open.Send("warm\n");
        open.Expect("warm");
        WithoutDescriptors(() =>
        {
            late.Socket.Connect(EchoClient.EndPointOf(server.Addresses[0]));
            late.Send("late\n");
            EchoProbe.Await(server.Pauses);
            Assert.Equal(AcceptPause.FileDescriptors, server.LastPause);
            open.Send("still here\n");
            open.Expect("still here");
            Assert.Equal(0, late.Socket.Available);
        });
        late.Expect("late");
    }

    private static EchoClient Unconnected(EchoServer server) => EchoClient.Unconnected(server.Addresses[0]);

    /// <summary>Runs the action while no descriptor is free: the limit is set to the lowest free number.</summary>
    private static void WithoutDescriptors(Action action)
    {
        Assert.Equal(0, getrlimit(NoFile, out Limit old));
        int lowestFree = dup(0);
        Assert.True(lowestFree >= 0);
        close(lowestFree);
        Limit none = old with { Soft = (ulong)lowestFree };
        Assert.Equal(0, setrlimit(NoFile, none));
        try
        {
            action();
        }
        finally
        {
            setrlimit(NoFile, old);
        }
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, in Limit limit);

    [LibraryImport("libc")]
    private static partial int dup(int descriptor);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    private record struct Limit(ulong Soft, ulong Hard);
}
