using System.Net.Sockets;

namespace Appliance.Listening.Tests;

public sealed class BackpressureTests
{
    private const int Requests = 100;
    private const int ResponseBytes = EchoProtocol.LargeBytesMax + 1;

    [Theory]
    [ClassData(typeof(Loops))]
    public void Slow_reader_receives_every_byte_under_backpressure(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect(receiveBufferBytes: 4096);
        client.Send(TimeoutTests.LargeRequests(Requests) + "end\n");
        for (int request = 0; request < Requests; request++)
        {
            byte[] response = client.Receive(ResponseBytes);
            Assert.Equal(ResponseBytes - 1, response.AsSpan().IndexOfAnyExcept((byte)'x'));
            Assert.Equal((byte)'\n', response[ResponseBytes - 1]);
        }
        client.Expect("end");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Backpressure_stops_reading_from_a_client_that_does_not_read(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect(receiveBufferBytes: 4096);
        client.Send(TimeoutTests.LargeRequests(Requests));
        // The server responds until the kernel's buffers are full; then it stops although requests are waiting.
        EchoProbe.Await(server.Probe.Responses);
        int responses = 1;
        while (server.Probe.Responses.Wait(500))
            responses++;
        Assert.InRange(responses, 1, Requests - 1);
        client.Socket.Blocking = false;
        byte[] more = new byte[65_536];
        long sent = 0;
        SocketError error = SocketError.Success;
        while (error == SocketError.Success && sent < 100_000_000)
            sent += client.Socket.Send(more, 0, more.Length, SocketFlags.None, out error);
        Assert.Equal(SocketError.WouldBlock, error);
        Assert.Equal(0, server.Probe.Responses.CurrentCount);
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Reset_during_a_response_does_not_affect_other_connections(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 1 });
        using EchoClient other = server.Connect();
        for (int round = 0; round < 20; round++)
        {
            using EchoClient client = server.Connect(receiveBufferBytes: 4096);
            client.Send(TimeoutTests.LargeRequests(20));
            client.Receive(100);
            client.Socket.LingerState = new LingerOption(true, 0);
        }
        other.Send("still here\n");
        other.Expect("still here");
        Assert.Null(server.LastFailure);
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Half_close_still_gets_responses_to_complete_requests(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        client.Send("one\ntwo\npart of a li");
        client.Socket.Shutdown(SocketShutdown.Send);
        client.Expect("one");
        client.Expect("two");
        client.ExpectEnd();
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Half_close_still_gets_large_responses_completely(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect(receiveBufferBytes: 4096);
        client.Send(TimeoutTests.LargeRequests(20));
        client.Socket.Shutdown(SocketShutdown.Send);
        client.Receive(20 * ResponseBytes);
        client.ExpectEnd();
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Last_response_arrives_although_the_client_keeps_sending(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        for (int round = 0; round < 20; round++)
        {
            using EchoClient client = server.Connect();
            client.Send("large 200000\nclose\n");
            EchoProbe.Await(server.Probe.Responses);
            EchoProbe.Await(server.Probe.Responses);
            // If the server had closed the socket, these bytes would cause a reset that overtakes the responses.
            for (int piece = 0; piece < 20; piece++)
                client.Send(new string('y', 1000));
            client.Receive(200_001);
            client.Expect("bye");
            client.ExpectEnd();
        }
    }
}
