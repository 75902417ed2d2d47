using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Appliance.Testing;

namespace Appliance.EndToEnd.Tests.Sequences;

/// <summary>A client that does what ordinary ones do not: it sends what it likes when it likes, and reads or does
/// not.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan BlockedMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Stopwatch _age = new();
    private readonly List<byte> _heard = [];
    private long _closedAfterTicks;

    private RawClient()
    {
    }

    /// <summary>When the connection ended; null while it has not, and while nothing is read.</summary>
    public TimeSpan? ClosedAfter =>
        Interlocked.Read(ref _closedAfterTicks) is > 0 and long ticks ? TimeSpan.FromTicks(ticks) : null;

    public TimeSpan Age => _age.Elapsed;

    /// <summary>The answers that are there in whole.</summary>
    public IReadOnlyList<Response> Responses
    {
        get
        {
            lock (_heard)
                return Response.ReadComplete(CollectionsMarshal.AsSpan(_heard), out _);
        }
    }

    /// <param name="server">Where to connect to.</param>
    /// <param name="receiveBytes">The receive buffer; 0 leaves it to the kernel.</param>
    /// <param name="isReading">False: what arrives waits until <see cref="Read"/>.</param>
    public static async Task<RawClient> ConnectAsync(IPEndPoint server, int receiveBytes = 0, bool isReading = true)
    {
        RawClient peer = new();
        peer._socket.NoDelay = true;
        if (receiveBytes > 0)
            peer._socket.ReceiveBufferSize = receiveBytes;
        await peer._socket.ConnectAsync(server);
        peer._age.Start();
        if (isReading)
            peer.Read();
        return peer;
    }

    /// <summary>From now on reads whatever arrives, to the end.</summary>
    public void Read() => _ = ReadAsync();

    /// <returns>False once no more is taken: the connection is closed, or the server does not read.</returns>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using CancellationTokenSource blocked = new(BlockedMax);
        try
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, blocked.Token)..];
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    public void ShutdownSend()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server was first.
        }
    }

    /// <summary>Ends the connection with a reset, whatever is unread.</summary>
    public void Reset() => _socket.Close(timeout: 0);

    /// <summary>Waits for so many answers, the end of the connection, or the time.</summary>
    public Task<bool> WaitForResponsesAsync(int count, TimeSpan most) =>
        UntilAsync(() => Responses.Count >= count || ClosedAfter is not null, most);

    public Task<bool> EndAsync(TimeSpan most) => UntilAsync(() => ClosedAfter is not null, most);

    /// <summary>Waits until the server's end of an unread connection is closed, as the kernel knows it.</summary>
    public Task<bool> ServerEndAsync(TimeSpan most) => UntilAsync(
        () =>
        {
            if (IsServerOpen())
                return false;
            Interlocked.Exchange(ref _closedAfterTicks, _age.Elapsed.Ticks);
            return true;
        }, most);

    public void Dispose() => _socket.Dispose();

    private static async Task<bool> UntilAsync(Func<bool> isSo, TimeSpan most)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!isSo())
        {
            if (waited.Elapsed > most)
                return false;
            await Task.Delay(Poll);
        }
        return true;
    }

    /// <summary>A line of /proc/net/tcp is "N: LOCAL REMOTE STATE …", where state 01 is an established
    /// connection.</summary>
    private bool IsServerOpen()
    {
        string ends = $" {Hex(_socket.RemoteEndPoint!)} {Hex(_socket.LocalEndPoint!)} 01 ";
        return File.ReadLines("/proc/net/tcp").Any(line => line.Contains(ends, StringComparison.Ordinal));
    }

    private static string Hex(EndPoint end)
    {
        IPEndPoint at = (IPEndPoint)end;
        return $"{BitConverter.ToUInt32(at.Address.GetAddressBytes()):X8}:{at.Port:X4}";
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer) is > 0 and int bytes)
            {
                lock (_heard)
                    _heard.AddRange(buffer.AsSpan(0, bytes));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A reset ends it as well.
        }
        Interlocked.CompareExchange(ref _closedAfterTicks, Math.Max(1, _age.Elapsed.Ticks), 0);
    }
}
