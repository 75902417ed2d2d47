using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Appliance.Listening.Tests;

public enum LoopKind
{
    Linux,
    Portable,
}

/// <summary>The loops that this system supports.</summary>
public sealed class Loops : TheoryData<LoopKind>
{
    public Loops()
    {
        if (OperatingSystem.IsLinux())
            Add(LoopKind.Linux);
        Add(LoopKind.Portable);
    }
}

/// <summary>A listener with the echo protocol, by default on a free port of 127.0.0.1.</summary>
internal sealed class EchoServer : IDisposable, IListenerLog
{
    public static readonly ListenAddress AnyPort = Parse("127.0.0.1:0");
    private readonly Listener<EchoProtocol, EchoConnection> _listener;

    /// <summary>The tests block pool threads, which the portable loop needs as well.</summary>
    [ModuleInitializer]
    internal static void ReservePoolThreads() => ThreadPool.SetMinThreads(64, 64);

    public EchoServer(LoopKind kind, ListenerSettings? settings = null, params ListenAddress[] addresses)
    {
        settings ??= new ListenerSettings { Threads = 2 };
        if (addresses.Length == 0)
            addresses = [AnyPort];
        _listener = kind == LoopKind.Linux
            ? Listener<EchoProtocol, EchoConnection>.Start(addresses, settings, _ => new EchoProtocol(Probe), this)
            : Listener<EchoProtocol, EchoConnection>.StartPortable(
                addresses, settings, _ => new EchoProtocol(Probe), this);
    }

    public EchoProbe Probe { get; } = new();

    public IReadOnlyList<ListenAddress> Addresses => _listener.BoundAddresses;

    /// <summary>Released when accepting is paused.</summary>
    public SemaphoreSlim Pauses { get; } = new(0);

    /// <summary>Released when accepting is resumed.</summary>
    public SemaphoreSlim Resumptions { get; } = new(0);

    /// <summary>Duration and largest backlog of the last pause.</summary>
    public (long Milliseconds, int WaitingMax) LastResumption { get; private set; }

    /// <summary>Released when evictions begin.</summary>
    public SemaphoreSlim Evictions { get; } = new(0);

    /// <summary>Released when evictions end.</summary>
    public SemaphoreSlim EvictionEnds { get; } = new(0);

    /// <summary>The log events of pauses and evictions, in order.</summary>
    public ConcurrentQueue<string> LogEntries { get; } = [];

    /// <summary>Released when the protocol throws.</summary>
    public SemaphoreSlim Failures { get; } = new(0);

    /// <summary>Released when the buffer budget is exhausted.</summary>
    public SemaphoreSlim Exhaustions { get; } = new(0);

    /// <summary>Released when the protocol is out of memory.</summary>
    public SemaphoreSlim MemoryExhaustions { get; } = new(0);

    public AcceptPause LastPause { get; private set; }

    public Exception? LastFailure { get; private set; }

    public static ListenAddress Parse(string text) =>
        ListenAddress.TryParse(text, out ListenAddress? address, out string? error)
            ? address!
            : throw new ArgumentException(error);

    /// <summary>Settings with a connection limit and no reserved slots.</summary>
    public static ListenerSettings Capped(int threads, int connectionsMax) =>
        new() { Threads = threads, ConnectionsMax = connectionsMax, ReservedConnectionsMax = 0 };

    public EchoClient Connect(int addressIndex = 0, int receiveBufferBytes = 0) =>
        new(Addresses[addressIndex], receiveBufferBytes);

    public void Stop() => _listener.Stop();

    public void Abort() => _listener.Abort();

    public bool IsResponsive(TimeSpan within) => _listener.IsResponsive(within);

    public void Dispose() => _listener.Dispose();

    public void AcceptPaused(AcceptPause reason, bool isAdmin)
    {
        LastPause = reason;
        LogEntries.Enqueue($"paused {reason}{(isAdmin ? " admin" : "")}");
        Pauses.Release();
    }

    public void AcceptResumed(AcceptPause reason, bool isAdmin, long milliseconds, int waitingMax)
    {
        LogEntries.Enqueue($"resumed {reason}{(isAdmin ? " admin" : "")}");
        LastResumption = (milliseconds, waitingMax);
        Resumptions.Release();
    }

    public void EvictionStarted(bool isAdmin)
    {
        LogEntries.Enqueue($"evicting{(isAdmin ? " admin" : "")}");
        Evictions.Release();
    }

    public void EvictionEnded(bool isAdmin, long milliseconds, int connections)
    {
        LogEntries.Enqueue($"evicted {connections}{(isAdmin ? " admin" : "")}");
        EvictionEnds.Release();
    }

    public void AddressLimited(UInt128 peerAddress, int suppressed) =>
        Assert.Fail("loopback addresses are not limited");

    public void BuffersExhausted() => Exhaustions.Release();

    public void MemoryExhausted() => MemoryExhaustions.Release();

    public void ConnectionFailed(Exception exception)
    {
        LastFailure = exception;
        Failures.Release();
    }
}

/// <summary>A blocking client; any operation that takes longer than 20 s fails the test.</summary>
internal sealed class EchoClient : IDisposable
{
    private readonly byte[] _one = new byte[1];

    public EchoClient(ListenAddress address, int receiveBufferBytes = 0)
        : this(EndPointOf(address))
    {
        if (receiveBufferBytes > 0)
            Socket.ReceiveBufferSize = receiveBufferBytes;
        Socket.Connect(EndPointOf(address));
    }

    private EchoClient(EndPoint endPoint) =>
        Socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = 20_000,
            SendTimeout = 20_000,
        };

    public Socket Socket { get; }

    /// <summary>A client with an open socket that is not connected yet.</summary>
    public static EchoClient Unconnected(ListenAddress address) => new(EndPointOf(address));

    public static EndPoint EndPointOf(ListenAddress address) => address switch
    {
        ListenAddress.Tcp tcp => tcp.EndPoint,
        ListenAddress.Unix unix => new UnixDomainSocketEndPoint(unix.Path),
        _ => throw new ArgumentException("no such address"),
    };

    public void Send(string text) => Send(System.Text.Encoding.ASCII.GetBytes(text));

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes.Slice(Socket.Send(bytes));
    }

    /// <summary>Receives exactly this many bytes.</summary>
    public byte[] Receive(int bytes)
    {
        byte[] all = new byte[bytes];
        for (int count = 0; count < bytes;)
        {
            int received = Socket.Receive(all.AsSpan(count));
            Assert.True(received > 0, "closed early");
            count += received;
        }
        return all;
    }

    /// <summary>The next line without its LF, or null at the end of input.</summary>
    public string? ReceiveLine()
    {
        var line = new System.Text.StringBuilder();
        while (Socket.Receive(_one) > 0)
        {
            if (_one[0] == '\n')
                return line.ToString();
            line.Append((char)_one[0]);
        }
        return line.Length == 0 ? null : line.ToString();
    }

    public void Expect(string line) => Assert.Equal(line, ReceiveLine());

    public void ExpectEnd() => Assert.Null(ReceiveLine());

    public void Dispose() => Socket.Dispose();
}
