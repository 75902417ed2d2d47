using System.Globalization;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Restarts under load with a socket that is passed from process to process, as in systemd socket
/// activation.</summary>
[Collection(nameof(Exclusive))]
public sealed class RestartTests(Binary binary) : IClassFixture<Binary>
{
    private const int SecondsPerRestartMax = 5;

    /// <summary>Arguments: the binary and the number of restarts. Prints every lost request with its error, and last
    /// the smaller number of responses of the two kinds of client (keep-alive and new connections).</summary>
    private const string Script = """
        import random, select, socket, subprocess, sys, threading, time

        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen(1024)
        descriptor = listening.fileno()
        address = listening.getsockname()
        body = b'{"room_id":"633fcdd84208780bf665346a","role":"guest"}'
        request = (b"POST /hmsapi/johndoe.app.100ms.live/api/token HTTP/1.1\r\nHost: a\r\n"
                   b"Content-Length: %d\r\n\r\n" % len(body)) + body
        lock, answered, lost, over = threading.Lock(), [0, 0], [], threading.Event()

        def start():
            command = f'exec 3<&{descriptor}; LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" serve'
            return subprocess.Popen(["sh", "-c", command, sys.argv[1]], pass_fds=[descriptor],
                                    stderr=subprocess.DEVNULL)

        def receive(connection):
            part = connection.recv(8192)
            if not part:
                raise ConnectionError("closed")
            return part

        def exchange(connection):
            connection.sendall(request)
            received = b""
            while b"\r\n\r\n" not in received:
                received += receive(connection)
            head, rest = received.split(b"\r\n\r\n", 1)
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r")[0])
            while len(rest) < length:
                rest += receive(connection)
            if head.split(b" ")[1] not in (b"200", b"429"):
                raise ConnectionError(head.split(b"\r\n")[0].decode())
            return b"connection: close" not in head.lower()

        def client(keeps):
            connection = None
            while not over.is_set():
                try:
                    if connection is None:
                        connection = socket.create_connection(address, 15)
                    time.sleep(random.random() * 0.02)
                    # Like a connection pool: a connection closed by the server is not reused.
                    if keeps and select.select([connection], [], [], 0)[0]:
                        connection.close()
                        connection = None
                        continue
                    stays = exchange(connection)
                    with lock:
                        answered[keeps] += 1
                    if not (keeps and stays):
                        connection.close()
                        connection = None
                except OSError as e:
                    with lock:
                        lost.append(f"{'keep-alive' if keeps else 'new'} {e!r}")
                    connection = None

        process = start()
        clients = [threading.Thread(target=client, args=(index % 2,), daemon=True) for index in range(12)]
        for thread in clients:
            thread.start()
        while not all(answered):
            if process.poll() is not None:
                sys.exit("the appliance does not start")
            time.sleep(0.01)
        for _ in range(int(sys.argv[2])):
            time.sleep(random.uniform(0.1, 0.4))
            process.terminate()
            following = start()
            code = process.wait(15)
            if code:
                lost.append(f"exit code {code}")
            process = following
        over.set()
        for thread in clients:
            thread.join()
        process.terminate()
        process.wait(15)
        for what in lost:
            print(what)
        print(min(answered))
        """;

    [RequiresFact(Needs.NativeBinary | Needs.Python)]
    public async Task Restart_with_a_passed_socket_loses_no_request()
    {
        int restarts = 5 * TestScale.Factor;
        CommandResult result = await Commands.RunAsync(
            Commands.Start("python3", ["-c", Script, binary.Path, $"{restarts}"], TestSecrets.Environment),
            secondsMax: 30 + restarts * SecondsPerRestartMax);
        Assert.True(result.ExitCode == 0, result.Error);
        string line = Assert.Single(result.Output.TrimEnd().Split('\n'));
        // On average, both kinds of client got ten responses from each process.
        Assert.InRange(int.Parse(line, CultureInfo.InvariantCulture), 10 * restarts, int.MaxValue);
    }
}
