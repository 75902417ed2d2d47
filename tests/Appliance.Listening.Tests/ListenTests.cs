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
    public void Address_in_use_is_an_error(LoopKind kind)
    {
        using var server = new EchoServer(kind);
        var refused = Assert.Throws<ListenException>(() => new EchoServer(kind, null, server.Addresses[0]));
        Assert.Equal(ListenError.InUse, refused.Error);
        Assert.Contains($"{server.Addresses[0]}: the address is in use by another process; stop it", refused.Message);
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Failed_bind_releases_all_addresses(LoopKind kind)
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
    public void Address_of_another_machine_is_an_error(LoopKind kind)
    {
        // Reserved for documentation (RFC 5737), so no interface has it.
        var refused = Assert.Throws<ListenException>(
            () => new EchoServer(kind, null, EchoServer.Parse("192.0.2.1:0")));
        Assert.Equal(ListenError.AddressNotLocal, refused.Error);
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Socket_file_is_for_owner_and_group_and_is_removed_on_stop(LoopKind kind)
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
    public void Stale_socket_file_is_replaced(LoopKind kind)
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
    public void Socket_file_in_use_is_not_replaced(LoopKind kind)
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
    public void File_that_is_not_a_socket_is_not_replaced(LoopKind kind)
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
    public void Missing_socket_directory_is_an_error(LoopKind kind)
    {
        using var folder = new TemporaryFolder();
        var refused = Assert.Throws<ListenException>(
            () => new EchoServer(kind, null, EchoServer.Parse($"unix:{folder.Path}/none/a.sock")));
        Assert.Equal(ListenError.DirectoryMissing, refused.Error);
        Assert.Contains("create it", refused.Message);
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Setting_out_of_range_is_rejected_by_name(LoopKind kind)
    {
        var refused = Assert.Throws<ArgumentException>(
            () => new EchoServer(kind, new ListenerSettings { HeadSeconds = 0 }));
        Assert.Contains("HeadSeconds is 0; it must be between 1 and 1000000000", refused.Message);
    }
}
