namespace Appliance.Listening.Tests;

public sealed class ListenTests
{
    [Theory]
    [ClassData(typeof(Loops))]
    public void Several_addresses_are_served_at_once(LoopKind kind)
    {
        using var folder = new TemporaryFolder();
        ListenAddress unix = EchoServer.Parse($"unix:{folder.Path}/a.sock");
        using var server = new EchoServer(
            kind, null, EchoServer.AnyPort, EchoServer.Parse("[::1]:0"), EchoServer.AnyPort, unix);
        Assert.Equal(4, server.Addresses.Count);
        for (int index = 0; index < 4; index++)
        {
            using EchoClient client = server.Connect(index);
            client.Send("hello\n");
            client.Expect("hello");
        }
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void An_address_that_is_taken_is_refused(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        var refused = Assert.Throws<ListenException>(() => new EchoServer(kind, null, server.Addresses[0]));
        Assert.Equal(ListenError.InUse, refused.Error);
        Assert.Contains($"{server.Addresses[0]}: the address is in use by another process; stop it", refused.Message);
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void When_one_address_is_refused_none_is_kept(LoopKind kind)
    {
        using var folder = new TemporaryFolder();
        using var taken = new EchoServer(kind);
        string path = $"{folder.Path}/a.sock";
        Assert.Throws<ListenException>(
            () => new EchoServer(kind, null, EchoServer.Parse($"unix:{path}"), taken.Addresses[0]));
        Assert.False(File.Exists(path));
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void An_address_of_another_machine_is_refused(LoopKind kind)
    {
        // Kept for documentation (RFC 5737), so no interface has it.
        var refused = Assert.Throws<ListenException>(
            () => new EchoServer(kind, null, EchoServer.Parse("192.0.2.1:0")));
        Assert.Equal(ListenError.AddressNotLocal, refused.Error);
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void A_socket_file_is_for_owner_and_group_and_goes_away(LoopKind kind)
    {
        using var folder = new TemporaryFolder();
        string path = $"{folder.Path}/a.sock";
        using var server = new EchoServer(kind, null, EchoServer.Parse($"unix:{path}"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(0b110_110_000, (int)File.GetUnixFileMode(path));
        server.Stop();
        Assert.False(File.Exists(path));
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void A_stale_socket_file_is_replaced(LoopKind kind)
    {
        using var folder = new TemporaryFolder();
        string path = folder.LeaveStale("a.sock");
        using var server = new EchoServer(kind, null, EchoServer.Parse($"unix:{path}"));
        using EchoClient client = server.Connect();
        client.Send("hello\n");
        client.Expect("hello");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void A_live_socket_file_is_left_alone(LoopKind kind)
    {
        using var folder = new TemporaryFolder();
        ListenAddress address = EchoServer.Parse($"unix:{folder.Path}/a.sock");
        using var server = new EchoServer(kind, null, address);
        var refused = Assert.Throws<ListenException>(() => new EchoServer(kind, null, address));
        Assert.Equal(ListenError.InUse, refused.Error);
        using EchoClient client = server.Connect();
        client.Send("hello\n");
        client.Expect("hello");
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void A_file_that_is_no_socket_is_left_alone(LoopKind kind)
    {
        using var folder = new TemporaryFolder();
        string path = $"{folder.Path}/precious";
        File.WriteAllText(path, "text");
        var refused = Assert.Throws<ListenException>(
            () => new EchoServer(kind, null, EchoServer.Parse($"unix:{path}")));
        Assert.Equal(ListenError.NotASocket, refused.Error);
        Assert.Equal("text", File.ReadAllText(path));
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void A_directory_that_is_missing_is_named(LoopKind kind)
    {
        using var folder = new TemporaryFolder();
        var refused = Assert.Throws<ListenException>(
            () => new EchoServer(kind, null, EchoServer.Parse($"unix:{folder.Path}/none/a.sock")));
        Assert.Equal(ListenError.DirectoryMissing, refused.Error);
        Assert.Contains("create it", refused.Message);
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Settings_out_of_range_are_named(LoopKind kind)
    {
        var refused = Assert.Throws<ArgumentException>(
            () => new EchoServer(kind, new ListenerSettings { HeadSeconds = 0 }));
        Assert.Contains("HeadSeconds is 0; it must be between 1 and 1000000000", refused.Message);
    }
}
