using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Appliance.TestKit;

namespace Appliance.Listening.Tests;

/// <summary>Listening sockets that a parent process made and keeps open, like systemd.</summary>
public sealed partial class InheritedSocketTests
{
    /// <summary>A number that no descriptor of this process has.</summary>
    private const int Closed = 1_000_000;

    /// <summary>F_DUPFD</summary>
    private const int DuplicateFrom = 0;

    /// <summary>Above all descriptors that the tests have open.</summary>
    private static int _unusedNumber = 8000;

    [RequiresTheory(Needs.Linux)]
    [ClassData(typeof(Loops))]
    public void Inherited_socket_is_served_by_all_threads(LoopKind kind)
    {
        using Socket passed = Listening(new IPEndPoint(IPAddress.Loopback, 0));
        using var server = new EchoServer(
            kind, new ListenerSettings { Threads = 4 }, Inherit(passed), EchoServer.AnyPort);
        Assert.Equal(new ListenAddress.Tcp((IPEndPoint)passed.LocalEndPoint!), server.Addresses[0]);
        for (int round = 0; round < 50; round++)
        {
            using EchoClient client = server.Connect(round % 2);
            client.Send("hello\n");
            client.Expect("hello");
        }
        server.Stop();
        // The parent process keeps the socket open and may pass it to the next process: connections wait for that.
        using EchoClient waiting = server.Connect();
        using var next = new EchoServer(kind, null, Inherit(passed));
        waiting.Send("hello\n");
        waiting.Expect("hello");
    }

    [RequiresTheory(Needs.Linux)]
    [ClassData(typeof(Loops))]
    public void Inherited_socket_backlog_is_left_to_the_next_process(LoopKind kind)
    {
        using Socket passed = Listening(new IPEndPoint(IPAddress.Loopback, 0));
        // Both the requests and the accepts of either loop are blocked.
        using var server = new EchoServer(kind, EchoServer.Capped(threads: 1, connectionsMax: 1), Inherit(passed));
        using EchoClient blocking = server.Connect();
        blocking.Send("block\n");
        EchoProbe.Await(server.Probe.Responses);
        List<EchoClient> waiting = [server.Connect(), server.Connect(), server.Connect()];
        waiting.ForEach(client => client.Send("hello\n"));
        var stopping = new Thread(server.Stop);
        stopping.Start();
        Thread.Sleep(200);
        server.Probe.Gate.Release();
        blocking.Expect("block");
        blocking.Dispose();
        Assert.True(stopping.Join(TimeSpan.FromSeconds(20)));
        using var next = new EchoServer(kind, null, Inherit(passed));
        waiting.ForEach(client => client.Expect("hello"));
        waiting.ForEach(client => client.Dispose());
    }

    [RequiresTheory(Needs.Linux)]
    [ClassData(typeof(Loops))]
    public void Inherited_socket_reports_its_bound_address(LoopKind kind)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("listen").FullName, "a.sock");
        string name = "\0" + path;
        using Socket ip6 = Listening(new IPEndPoint(IPAddress.IPv6Any, 0));
        using Socket unix = Listening(new UnixDomainSocketEndPoint(path));
        using Socket nameless = Listening(new UnixDomainSocketEndPoint(name));
        using var server = new EchoServer(kind, null, Inherit(ip6), Inherit(unix), Inherit(nameless));
        Assert.Equal(
            [$"[::]:{((IPEndPoint)ip6.LocalEndPoint!).Port}", $"unix:{path}", $"unix:@{path}"],
            server.Addresses.Select(address => address.ToString()));
        Assert.Equal([false, true, true], server.Addresses.Select(address => address.IsLoopback));
        using EchoClient client = server.Connect(addressIndex: 1);
        client.Send("hello\n");
        client.Expect("hello");
        server.Stop();
        Assert.True(File.Exists(path));
        unix.Dispose();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [RequiresTheory(Needs.Linux)]
    [ClassData(typeof(Loops))]
    public void Inherited_descriptor_that_is_not_a_listening_socket_is_rejected(LoopKind kind)
    {
        using Socket datagram = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        datagram.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket listening = Listening(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket connected = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        connected.Connect(listening.LocalEndPoint!);
        using FileStream file = File.OpenRead(typeof(InheritedSocketTests).Assembly.Location);
        int[] wrong =
        [
            (int)datagram.Handle, (int)bound.Handle, (int)connected.Handle,
            (int)file.SafeFileHandle.DangerousGetHandle(), Closed,
        ];
        Assert.All(wrong, descriptor =>
        {
            var refused = Assert.Throws<ListenException>(
                () => new EchoServer(kind, null, new ListenAddress.Inherited(descriptor, "")));
            Assert.Equal(ListenError.NotListening, refused.Error);
            Assert.Contains($"fd:{descriptor}: the passed descriptor is not", refused.Message);
        });
        // Rejected descriptors are neither closed nor changed.
        Assert.True(file.ReadByte() >= 0);
        connected.Send("still connected"u8);
    }

    private static Socket Listening(EndPoint endPoint)
    {
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(endPoint);
        socket.Listen();
        return socket;
    }

    /// <summary>
    /// Duplicates the descriptor to a number not used before: the framework's epoll set keeps an entry for number and
    /// socket after the number is closed, while the socket is open elsewhere.
    /// </summary>
    private static ListenAddress.Inherited Inherit(Socket socket)
    {
        int duplicate = fcntl((int)socket.Handle, DuplicateFrom, Interlocked.Increment(ref _unusedNumber));
        Assert.True(duplicate >= 0);
        return new(duplicate, "passed");
    }

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command, int argument);
}
