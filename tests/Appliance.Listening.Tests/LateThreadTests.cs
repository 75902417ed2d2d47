using Appliance.Linux;
using Appliance.Listening.Linux;
using Appliance.TestKit;

namespace Appliance.Listening.Tests;

/// <summary>On a busy machine a thread may start after the others have accepted connections.</summary>
public sealed class LateThreadTests
{
    [RequiresFact(Needs.Linux)]
    public void Thread_that_starts_while_no_slot_is_free_accepts_after_a_release()
    {
        var settings = new ListenerSettings { Threads = 1, ConnectionsMax = 1, ReservedConnectionsMax = 0 };
        ListeningSocket[] sockets = ListeningSocket.Open(EchoServer.AnyPort, settings.Threads, settings.BacklogMax);
        using var eventFd = new EventFd();
        var limit = new ConnectionLimit(settings, hasAdmin: false, eventFd.Signal);
        RecordedLog log = new();
        using var loop = new EventLoop<EchoProtocol, EchoConnection>(
            new EchoProtocol(new EchoProbe()), sockets, settings, limit, new BufferBudget(settings.BufferedBytesMax),
            eventFd, new RoundRobinWaker([eventFd]), log);
        ConnectionSlot slotOfOther = limit.Acquire(isAdmin: false);
        Assert.Equal(ConnectionSlot.Ordinary, slotOfOther);
        var thread = new Thread(loop.Run);
        thread.Start();
        using (var client = new EchoClient(sockets[0].Address))
        {
            client.Send("hello\n");
            EchoProbe.Await(log.Pauses);
            limit.Release(slotOfOther);
            client.Expect("hello");
        }
        loop.RequestStop();
        Assert.True(thread.Join(TimeSpan.FromSeconds(20)));
    }
}
