using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Client addresses outside loopback, in a private network namespace.</summary>
public sealed class AddressLimitTests(Binary binary) : IClassFixture<Binary>
{
    /// <summary>Connects from several client addresses and prints whether each connection is served or
    /// closed.</summary>
    private const string Script = """
        import socket, subprocess, sys

        for command in (["link", "set", "lo", "up"], ["addr", "add", "192.0.2.1/32", "dev", "lo"],
                        ["addr", "add", "192.0.2.2/32", "dev", "lo"], ["addr", "add", "192.0.2.3/32", "dev", "lo"]):
            subprocess.run(["ip"] + command, check=True)
        server = subprocess.Popen(
            [sys.argv[1], "serve", "--listen", "192.0.2.1:8080", "--threads", "1", "--address-connections-max", "2",
             "--trusted-proxies", "192.0.2.3"], stderr=subprocess.PIPE, text=True)
        for line in server.stderr:
            if '"listening"' in line:
                break

        def attempt(source):
            try:
                connection = socket.create_connection(("192.0.2.1", 8080), 10, (source, 0))
                connection.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
                return connection if connection.recv(1000) else None
            except ConnectionError:
                return None

        def connect(source):
            connection = attempt(source)
            print(source, "served" if connection else "closed")
            return connection

        first = connect("192.0.2.1")
        others = [connect("192.0.2.1"), connect("192.0.2.1"), connect("192.0.2.2")]
        others += [connect("192.0.2.3") for _ in range(4)] + [connect("127.0.0.1") for _ in range(4)]
        first.close()
        # The server may not have processed the close yet.
        while not attempt("192.0.2.1"):
            pass
        print("again served")
        server.terminate()
        print(server.wait(), sum('"address-limited"' in line and "192.0.2.1" in line for line in server.stderr))
        """;

    [RequiresFact(Needs.NativeBinary | Needs.Namespace)]
    public async Task Connection_limit_per_address_spares_trusted_proxies_loopback_and_other_addresses()
    {
        CommandResult result = await Commands.RunAsync(Commands.Start(
            "unshare", ["--net", "python3", "-c", Script, binary.Path], TestSecrets.Environment));
        string[] expected =
        [
            "192.0.2.1 served", "192.0.2.1 served", "192.0.2.1 closed", "192.0.2.2 served",
            .. Enumerable.Repeat("192.0.2.3 served", 4), .. Enumerable.Repeat("127.0.0.1 served", 4),
            // Each thread logs the event once, however often it happens.
            "again served", "0 1",
        ];
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(expected, result.Output.TrimEnd().Split('\n'));
    }
}
