using System.Net.Sockets;
using System.Text;
using Appliance.TestKit;

namespace Appliance.Listening.Tests;

public sealed class EchoTests
{
    [Theory]
    [ClassData(typeof(Loops))]
    public void Keep_alive_connection_stays_open_after_a_response(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        for (int round = 0; round < 3; round++)
        {
            client.Send($"hello {round}\n");
            client.Expect($"hello {round}");
        }
        var clock = DateTimeOffset.FromUnixTimeMilliseconds(server.Probe.UnixTimeMilliseconds);
        Assert.InRange(DateTimeOffset.UtcNow - clock, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Pipelining_returns_responses_in_order(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        string lines = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"{number}\n"));
        var sender = new Thread(() => client.Send(lines));
        sender.Start();
        Assert.Equal(lines, Encoding.ASCII.GetString(client.Receive(lines.Length)));
        sender.Join();
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Request_may_arrive_byte_by_byte(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        client.Socket.NoDelay = true;
        foreach (char next in "body 5\nabcdefirst\nsecond\n")
            client.Send([(byte)next]);
        client.Expect("took 5");
        client.Expect("first");
        client.Expect("second");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Request_larger_than_the_initial_buffer_is_received(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        client.Send("body 99000\n");
        byte[] body = new byte[99_000];
        for (int start = 0; start < body.Length; start += 700)
            client.Send(body.AsSpan(start, Math.Min(700, body.Length - start)));
        client.Expect("took 99000");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Reused_table_entry_keeps_no_state_of_the_previous_connection(LoopKind kind)
    {
        // With a single slot, the second connection reuses the table entry of the first.
        using var server = new EchoServer(kind, EchoServer.Capped(threads: 1, connectionsMax: 1));
        using (EchoClient first = server.Connect())
        {
            first.Send("body 5\nab");
            EchoProbe.Await(server.Probe.Partials);
        }
        using EchoClient second = server.Connect();
        second.Send("hello\n");
        second.Expect("hello");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Two_hundred_concurrent_connections_are_served(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        EchoClient[] clients = [.. Enumerable.Range(0, 200).Select(_ => server.Connect())];
        for (int round = 0; round < 5; round++)
        {
            foreach (EchoClient client in clients)
                client.Send($"{client.Socket.LocalEndPoint} {round}\n");
            foreach (EchoClient client in clients)
                client.Expect($"{client.Socket.LocalEndPoint} {round}");
        }
        foreach (EchoClient client in clients)
            client.Dispose();
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Any_split_of_a_stream_gives_the_same_responses(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient client = server.Connect();
        client.Socket.NoDelay = true;
        Gen<string> word = Gen.String[Gen.Char['a', 'z'], 0, 12].Where(text => text is not ("close" or "throw"));
        Gen<(string Request, string Response)> line = Gen.OneOf(
            word.Select(text => ($"{text}\n", $"{text}\n")),
            Gen.Int[0, 3000].Select(bytes => ($"large {bytes}\n", new string('x', bytes) + "\n")),
            Gen.Int[0, 3000].Select(bytes => ($"body {bytes}\n{new string('b', bytes)}", $"took {bytes}\n")));
        Gen.Select(line.Array[1, 20], Gen.Int[1, 2000].Array[0, 10]).Sample((lines, pieces) =>
        {
            byte[] stream = Encoding.ASCII.GetBytes(string.Concat(lines.Select(one => one.Request)));
            string responses = string.Concat(lines.Select(one => one.Response));
            int start = 0;
            foreach (int piece in pieces)
            {
                int length = Math.Min(piece, stream.Length - start);
                client.Send(stream.AsSpan(start, length));
                start += length;
            }
            client.Send(stream.AsSpan(start));
            Assert.Equal(responses, Encoding.ASCII.GetString(client.Receive(responses.Length)));
        }, iter: 300, threads: 1);
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Protocol_exception_resets_its_own_connection_only(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        using EchoClient other = server.Connect();
        using EchoClient client = server.Connect();
        client.Send("throw\n");
        Assert.Throws<SocketException>(client.ReceiveLine);
        EchoProbe.Await(server.Failures);
        Assert.Equal("thrown on request", server.LastFailure?.Message);
        other.Send("still here\n");
        other.Expect("still here");
    }

    [RequiresFact(Needs.Linux)]
    public void Out_of_memory_resets_the_connection_and_is_reported_once()
    {
        using var server = new EchoServer(LoopKind.Linux, new ListenerSettings { Threads = 1 });
        using EchoClient other = server.Connect();
        for (int round = 0; round < 3; round++)
        {
            using EchoClient client = server.Connect();
            client.Send("exhaust\n");
            Assert.Throws<SocketException>(client.ReceiveLine);
        }
        EchoProbe.Await(server.MemoryExhaustions);
        Assert.False(server.MemoryExhaustions.Wait(0), "reported more than once");
        Assert.Null(server.LastFailure);
        other.Send("still here\n");
        other.Expect("still here");
    }
}
