using System.Globalization;
using System.Text;
using Appliance.TestKit;

namespace Appliance.Listening.Tests;

public sealed class AllocationTests
{
    private const int Echoes = 10_000;

    [RequiresFact(Needs.Linux)]
    public void Linux_loop_allocates_nothing_per_request()
    {
        using var server = new EchoServer(LoopKind.Linux, new ListenerSettings { Threads = 1 });
        server.Probe.CountsResponses = false;
        using EchoClient client = server.Connect();
        byte[] request = Encoding.ASCII.GetBytes("hello\nworld\nlarge 1000\nbody 3\nabc");
        byte[] response = new byte[6 + 6 + 1001 + 7];
        Exchange(client, request, response, Echoes);
        long before = Allocated(client);
        Exchange(client, request, response, Echoes);
        Assert.Equal(before, Allocated(client));
    }

    [RequiresFact(Needs.Linux)]
    public void Linux_loop_allocates_nothing_for_split_requests_and_new_connections()
    {
        using var server = new EchoServer(LoopKind.Linux, new ListenerSettings { Threads = 1 });
        using EchoClient client = server.Connect();
        // A closed connection may still occupy its table entry when the next one arrives. Open more at once than that
        // will need, so that the table does not grow during the measurement.
        EchoClient[] together = [.. Enumerable.Range(0, 8).Select(_ => server.Connect())];
        foreach (EchoClient one in together)
        {
            one.Send("hello\n");
            one.Expect("hello");
        }
        foreach (EchoClient one in together)
            one.Dispose();
        Connections(server, 20);
        long before = Allocated(client);
        Connections(server, 100);
        Assert.Equal(before, Allocated(client));
    }

    private static void Connections(EchoServer server, int count)
    {
        for (int round = 0; round < count; round++)
        {
            using EchoClient client = server.Connect();
            client.Send("half");
            EchoProbe.Await(server.Probe.Partials);
            client.Send(" and half\nclose\n");
            client.Expect("half and half");
            client.Expect("bye");
            client.ExpectEnd();
        }
    }

    private static void Exchange(EchoClient client, byte[] request, byte[] response, int count)
    {
        for (int round = 0; round < count; round++)
        {
            client.Socket.Send(request);
            for (int received = 0; received < response.Length;)
                received += client.Socket.Receive(response.AsSpan(received));
        }
    }

    /// <summary>Bytes allocated so far by the loop's thread.</summary>
    private static long Allocated(EchoClient client)
    {
        client.Send("allocated\n");
        return long.Parse(client.ReceiveLine()!, CultureInfo.InvariantCulture);
    }
}
