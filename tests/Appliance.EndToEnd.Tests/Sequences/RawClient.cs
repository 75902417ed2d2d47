using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Sequences;

/// <summary>A client on a raw socket: the test decides which bytes are sent when, and whether anything is
/// read.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Stopwatch _age = new();
    private readonly List<byte> _received = [];
    private long _closedAfterTicks;

    private RawClient()
    {
    }

    /// <summary>Age of the connection when it ended; null while it is open or not read.</summary>
    public TimeSpan? ClosedAfter =>
        Interlocked.Read(ref _closedAfterTicks) is > 0 and long ticks ? TimeSpan.FromTicks(ticks) : null;

    public TimeSpan Age => _age.Elapsed;

    /// <summary>The complete responses received so far.</summary>
    public IReadOnlyList<Response> Responses
    {
        get
        {
            lock (_received)
                return Response.ReadComplete(CollectionsMarshal.AsSpan(_received), out _);
        }
    }

    /// <param name="server">The server's address.</param>
    /// <param name="receiveBytes">The size of the receive buffer; 0: the kernel's default.</param>
    /// <param name="isReading">If false, nothing is read until <see cref="Read"/> is called.</param>
    public static async Task<RawClient> ConnectAsync(IPEndPoint server, int receiveBytes = 0, bool isReading = true)
    {
        RawClient client = new();
        client._socket.NoDelay = true;
        if (receiveBytes > 0)
            client._socket.ReceiveBufferSize = receiveBytes;
        await client._socket.ConnectAsync(server);
        client._age.Start();
        if (isReading)
            client.Read();
        return client;
    }

    /// <summary>Starts reading until the connection ends.</summary>
    public void Read() => _ = ReadAsync();

    /// <returns>False if the connection is closed or the server does not read.</returns>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using CancellationTokenSource blocked = new(SendTimeout);
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
            // The server closed first.
        }
    }

    /// <summary>Resets the connection.</summary>
    public void Reset() => _socket.Close(timeout: 0);

    /// <summary>Waits for this number of responses, the end of the connection, or the timeout.</summary>
    public Task<bool> WaitForResponsesAsync(int count, TimeSpan timeout) =>
        UntilAsync(() => Responses.Count >= count || ClosedAfter is not null, timeout);

    public Task<bool> EndAsync(TimeSpan timeout) => UntilAsync(() => ClosedAfter is not null, timeout);

    /// <summary>Waits until the kernel shows the server's end of an unread connection as closed.</summary>
    public Task<bool> ServerEndAsync(TimeSpan timeout) => UntilAsync(
        () =>
        {
            if (IsServerOpen())
                return false;
            Interlocked.Exchange(ref _closedAfterTicks, _age.Elapsed.Ticks);
            return true;
        }, timeout);

    public void Dispose() => _socket.Dispose();

    private static async Task<bool> UntilAsync(Func<bool> condition, TimeSpan timeout)
    {
        Stopwatch elapsed = Stopwatch.StartNew();
        while (!condition())
        {
            if (elapsed.Elapsed > timeout)
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
                lock (_received)
                    _received.AddRange(buffer.AsSpan(0, bytes));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A reset also ends the connection.
        }
        Interlocked.CompareExchange(ref _closedAfterTicks, Math.Max(1, _age.Elapsed.Ticks), 0);
    }
}
