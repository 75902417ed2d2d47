using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Starts the binary with passed descriptors from 3 upwards, like systemd.</summary>
internal static class SocketActivation
{
    /// <summary>Arguments: the kinds of descriptors, separated by commas, then the command and its arguments.</summary>
    private const string Script =
        """
        import fcntl, os, socket, sys

        def make(kind):
            name, _, path = kind.partition("=")
            if name == "closed":
                return None
            if name == "file":
                return os.open(path, os.O_RDONLY)
            family = {"tcp": socket.AF_INET, "tcp6": socket.AF_INET6, "unix": socket.AF_UNIX}.get(name, socket.AF_INET)
            made = socket.socket(family, socket.SOCK_DGRAM if name == "datagram" else socket.SOCK_STREAM)
            if name == "unix":
                made.bind(path)
            elif name == "tcp6":
                made.bind(("::", 0))
            else:
                made.bind(("127.0.0.1", 0))
            if name in ("tcp", "tcp6", "unix"):
                made.listen()
            return made.detach()

        # Duplicated above their final numbers first, so that dup2 overwrites none of them.
        passed = [make(kind) for kind in sys.argv[1].split(",")]
        high = [None if descriptor is None else fcntl.fcntl(descriptor, fcntl.F_DUPFD, 100) for descriptor in passed]
        for index, descriptor in enumerate(high):
            if descriptor is None:
                os.closerange(3 + index, 4 + index)
            else:
                os.dup2(descriptor, 3 + index, inheritable=True)
                os.close(descriptor)
        os.closerange(3 + len(high), 100)
        os.environ.setdefault("LISTEN_PID", str(os.getpid()))
        os.environ.setdefault("LISTEN_FDS", str(len(high)))
        os.execv(sys.argv[2], sys.argv[2:])
        """;

    /// <summary>Like <see cref="ExampleBinary.Start"/>, with passed sockets.</summary>
    /// <param name="binary">The binary to start.</param>
    /// <param name="kinds">The descriptors from 3 upwards: <c>tcp</c>, <c>tcp6</c>, <c>unix=PATH</c>; unusable ones are
    /// <c>closed</c>, <c>file=PATH</c>, <c>datagram</c> and <c>bound</c>.</param>
    /// <param name="arguments">The appliance's arguments.</param>
    public static ProcessStartInfo Start(Binary binary, string kinds, params string[] arguments) =>
        Start(kinds, [binary.Path, .. arguments], TestSecrets.Environment);

    /// <summary>Starts any command with passed sockets.</summary>
    public static ProcessStartInfo Start(
        string kinds, string[] command, IReadOnlyDictionary<string, string> environment) =>
        Commands.Start("python3", ["-c", Script, kinds, .. command], environment);
}
