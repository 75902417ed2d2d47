using System.Buffers.Binary;
using System.Text;

namespace Peers.Floor;

/// <summary>
/// One thread that receives requests, hashes four blocks for each, and sends the responses to all requests of a read
/// together. It only parses where requests end, has no timeouts, and closes connections whose client does not read.
/// </summary>
internal sealed unsafe class Server
{
    private const int BlocksPerRequest = 4;
    private const int BlockBytes = 64;
    private const int ReceiveBytesMax = 64 * 1024;
    private const int ResponsesPerSendMax = 64;
    private const int EventsMax = 256;
    private const int Backlog = 1024;

    private readonly byte[] _received = GC.AllocateArray<byte>(ReceiveBytesMax, pinned: true);
    private readonly byte[] _responses =
        GC.AllocateArray<byte>(CannedResponse.Bytes * ResponsesPerSendMax, pinned: true);
    private readonly byte[] _block = GC.AllocateArray<byte>(BlockBytes, pinned: true);
    private readonly uint[] _state = GC.AllocateArray<uint>(32, pinned: true);

    /// <summary>Incomplete requests, by socket.</summary>
    private readonly Dictionary<int, byte[]> _parts = [];

    private readonly int _epoll = Native.epoll_create1(0);
    private readonly int _listening = Native.socket(Native.FamilyIPv4, Native.StreamNonBlocking, 0);

    public Server(ushort port)
    {
        for (int i = 0; i < ResponsesPerSendMax; i++)
            CannedResponse.Write(_responses.AsSpan(i * CannedResponse.Bytes));
        int one = 1;
        Native.setsockopt(_listening, Native.LevelSocket, Native.ReuseAddress, &one, sizeof(int));
        // struct sockaddr_in: family, port and 127.0.0.1.
        byte* address = stackalloc byte[16];
        Span<byte> name = new(address, 16);
        name.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(name, Native.FamilyIPv4);
        BinaryPrimitives.WriteUInt16BigEndian(name[2..], port);
        BinaryPrimitives.WriteUInt32BigEndian(name[4..], 0x7F000001);
        if (Native.bind(_listening, address, 16) < 0 || Native.listen(_listening, Backlog) < 0)
            throw new IOException("the port is taken");
        Watch(_listening);
    }

    public void Run()
    {
        EpollEvent* events = stackalloc EpollEvent[EventsMax];
        while (true)
        {
            int count = Native.epoll_wait(_epoll, events, EventsMax, -1);
            for (int i = 0; i < count; i++)
            {
                int socket = events[i].Descriptor;
                if (socket == _listening)
                    Accept();
                else
                    Serve(socket);
            }
        }
    }

    private void Accept()
    {
        int one = 1;
        int socket;
        while ((socket = Native.accept4(_listening, null, null, Native.NonBlockingAndCloseOnExec)) >= 0)
        {
            Native.setsockopt(socket, Native.LevelTcp, Native.TcpNoDelay, &one, sizeof(int));
            Watch(socket);
        }
    }

    private void Watch(int socket)
    {
        EpollEvent interest = new() { Events = Native.EpollIn, Descriptor = socket };
        Native.epoll_ctl(_epoll, Native.EpollAdd, socket, &interest);
    }

    private void Serve(int socket)
    {
        int buffered = 0;
        if (_parts.Count > 0 && _parts.Remove(socket, out byte[]? part))
        {
            part.CopyTo(_received, 0);
            buffered = part.Length;
        }
        fixed (byte* buffer = _received)
        {
            nint count = Native.recv(socket, buffer + buffered, (nuint)(ReceiveBytesMax - buffered), 0);
            if (count <= 0 || !Respond(socket, _received.AsSpan(0, buffered + (int)count)))
                Close(socket);
        }
    }

    /// <summary>False if the connection must be closed.</summary>
    private bool Respond(int socket, ReadOnlySpan<byte> received)
    {
        int responses = 0;
        while (RequestLength(received) is int length and > 0)
        {
            received = received[length..];
            Hash();
            responses++;
        }
        if (received.Length == ReceiveBytesMax)
            return false;
        if (received.Length > 0)
            _parts[socket] = received.ToArray();
        while (responses > 0)
        {
            int together = Math.Min(responses, ResponsesPerSendMax);
            if (!Send(socket, together * CannedResponse.Bytes))
                return false;
            responses -= together;
        }
        return true;
    }

    /// <summary>The length of the first request in bytes, or 0 if it is incomplete.</summary>
    private static int RequestLength(ReadOnlySpan<byte> received)
    {
        int head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return 0;
        ReadOnlySpan<byte> name = "Content-Length: "u8;
        int length = 0;
        int at = received[..head].IndexOf(name);
        for (int i = at + name.Length; at >= 0 && (uint)(received[i] - '0') <= 9; i++)
            length = length * 10 + (received[i] - '0');
        int requestBytes = head + 4 + length;
        return requestBytes <= received.Length ? requestBytes : 0;
    }

    private void Hash()
    {
        fixed (uint* state = _state)
        fixed (byte* block = _block)
        {
            for (int i = 0; i < BlocksPerRequest; i++)
                Native.SHA256_Transform(state, block);
        }
    }

    private bool Send(int socket, int bytes)
    {
        fixed (byte* responses = _responses)
            return Native.send(socket, responses, (nuint)bytes, Native.NoSignal) == bytes;
    }

    private void Close(int socket)
    {
        _parts.Remove(socket);
        Native.close(socket);
    }
}

/// <summary>A response as long as the appliance's, with a fixed signed token.</summary>
internal static class CannedResponse
{
    private const string Token =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhY2Nlc3Nfa2V5IjoiNWY5ZTBjOGQyYjdhNGUxZjZjM2Q5YTEwIiwidHlwZSI6ImFwcCI"
        + "sInZlcnNpb24iOjIsInJvbGUiOiJob3N0Iiwicm9vbV9pZCI6IjYzM2ZjZGQ4NDIwODc4MGJmNjY1MzQ2YSIsInVzZXJfaWQiOiJ1c2Vy"
        + "LTAxMjM0NTY3ODkiLCJqdGkiOiJJb2pJVldaT3d3eTNwS01CQ2p0S0NRIiwiaWF0IjoxNzk1NjkzNjEyLCJuYmYiOjE3OTU2OTM2MTIs"
        + "ImV4cCI6MTc5NTc4MDAyMn0.CjU2DuhZ3VclnnMb9I8-ZHR3yVLhALh2qaQubp6I5MA";

    private const string Body = $$"""
        {"token":"{{Token}}","msg":"token generated successfully","status":200,"success":true,"api_version":"2.0.192"}
        """;

    private static readonly byte[] Whole = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nDate: Thu, 26 Nov 2026 11:47:02 GMT\r\nContent-Type: application/json\r\n"
        + $"Content-Length: {Body.Length}\r\nCache-Control: no-store\r\nAccess-Control-Allow-Origin: *\r\n\r\n{Body}");

    public static int Bytes => Whole.Length;

    public static void Write(Span<byte> destination) => Whole.CopyTo(destination);
}
