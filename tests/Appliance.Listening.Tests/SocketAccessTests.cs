using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Appliance.TestKit;

namespace Appliance.Listening.Tests;

/// <summary>Mode and owner of a Unix socket's file, which decide who may connect.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class SocketAccessTests
{
    /// <summary>Numbers that belong to no user or group, so that no name is involved.</summary>
    private const uint Owner = 54_321;
    private const uint Group = 4_294_967_294;

    [RequiresTheory(Needs.Linux)]
    [ClassData(typeof(Loops))]
    public void Socket_file_has_the_configured_mode(LoopKind kind)
    {
        foreach (int bits in new[] { 0b110_110_110, 0b110_000_000, 0b111_111_111, 0b000_000_010 })
        {
            using var folder = new TemporaryFolder();
            string path = $"{folder.Path}/a.sock";
            using var server = new EchoServer(kind, new() { UnixSocketMode = (UnixFileMode)bits }, Unix(path));
            Assert.Equal(bits, (int)File.GetUnixFileMode(path));
        }
    }

    [RequiresTheory(Needs.Linux)]
    [ClassData(typeof(Loops))]
    public void Stale_socket_file_is_replaced_with_the_configured_mode(LoopKind kind)
    {
        using var folder = new TemporaryFolder();
        string path = folder.LeaveStale("a.sock");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
        using var server = new EchoServer(
            kind, new() { UnixSocketMode = (UnixFileMode)0b110_000_000 }, Unix(path));
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(path));
        using EchoClient client = server.Connect();
        client.Send("hello\n");
        client.Expect("hello");
    }

    [RequiresFact(Needs.Root | Needs.Stat)]
    public async Task Socket_file_has_the_configured_owner_and_group()
    {
        (uint? Owner, uint? Group, string Expected)[] cases =
        [
            (null, null, "0:0"), (Owner, null, $"{Owner}:0"), (null, Group, $"0:{Group}"),
            (Owner, Group, $"{Owner}:{Group}"),
        ];
        foreach (LoopKind kind in Enum.GetValues<LoopKind>())
        {
            foreach ((uint? owner, uint? group, string expected) in cases)
            {
                using var folder = new TemporaryFolder();
                string path = $"{folder.Path}/a.sock";
                using var server = new EchoServer(
                    kind, new() { UnixSocketOwner = owner, UnixSocketGroup = group }, Unix(path));
                CommandResult stat = await Commands.RunAsync(Commands.Start("stat", ["-c", "%u:%g %a", path]));
                Assert.Equal($"{expected} 660\n", stat.Output);
            }
        }
    }

    [RequiresFact(Needs.Root | Needs.Stat)]
    public void Owner_change_without_permission_is_an_error_and_removes_the_socket_file()
    {
        foreach (LoopKind kind in Enum.GetValues<LoopKind>())
        {
            using var folder = new TemporaryFolder();
            File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
            string path = $"{folder.Path}/a.sock";
            Exception? thrown = null;
            Thread unprivileged = new(() =>
            {
                // Affects the calling thread only.
                _ = setfsuid(Owner);
                thrown = Record.Exception(
                    () => new EchoServer(kind, new() { UnixSocketOwner = Owner + 1 }, Unix(path)).Dispose());
            });
            unprivileged.Start();
            unprivileged.Join();
            var refused = Assert.IsType<ListenException>(thrown);
            Assert.Equal(ListenError.OwnerNotPermitted, refused.Error);
            Assert.Contains("CAP_CHOWN", refused.Message);
            Assert.False(File.Exists(path));
        }
    }

    private static ListenAddress Unix(string path) => EchoServer.Parse($"unix:{path}");

    [LibraryImport("libc")]
    private static partial int setfsuid(uint user);
}
