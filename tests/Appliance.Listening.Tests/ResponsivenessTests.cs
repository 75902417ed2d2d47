using Appliance.TestKit;

namespace Appliance.Listening.Tests;

public sealed class ResponsivenessTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Theory]
    [ClassData(typeof(Loops))]
    public void Listener_is_responsive_until_it_is_stopped(LoopKind kind)
    {
        using var server = new EchoServer(kind, new ListenerSettings { Threads = 4 });
        using EchoClient client = server.Connect();
        for (int round = 0; round < 20; round++)
        {
            Assert.True(server.IsResponsive(Long));
            client.Send("hello\n");
            client.Expect("hello");
        }
        server.Stop();
        Assert.False(server.IsResponsive(Long));
    }

    [RequiresFact(Needs.Linux)]
    public void One_stuck_thread_makes_the_listener_unresponsive()
    {
        using var server = new EchoServer(LoopKind.Linux, new ListenerSettings { Threads = 4 });
        using EchoClient client = server.Connect();
        client.Send("block\n");
        EchoProbe.Await(server.Probe.Responses);
        Assert.False(server.IsResponsive(Short));
        Assert.False(server.IsResponsive(TimeSpan.Zero));
        server.Probe.Gate.Release();
        client.Expect("block");
        Assert.True(server.IsResponsive(Long));
    }

    [RequiresFact(Needs.Linux)]
    public void Draining_and_drained_threads_are_responsive()
    {
        using var server = new EchoServer(LoopKind.Linux, new ListenerSettings { Threads = 4, DrainSeconds = 60 });
        using EchoClient client = server.Connect();
        client.Send("half a li");
        EchoProbe.Await(server.Probe.Partials);
        var stopping = new Thread(server.Stop);
        stopping.Start();
        for (int round = 0; round < 20; round++)
        {
            Assert.True(server.IsResponsive(Long));
            Thread.Sleep(5);
        }
        client.Send("ne\n");
        client.Expect("half a line");
        client.Dispose();
        Assert.True(stopping.Join(Long));
    }
}
