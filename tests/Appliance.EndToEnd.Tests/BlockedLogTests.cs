using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A blocked or failing log stops neither the service nor its shutdown.</summary>
[Collection(nameof(Exclusive))]
public sealed class BlockedLogTests(MemoryBinary binary) : IDisposable, IClassFixture<MemoryBinary>
{
    private const int PipeBytes = 65536;

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RequiresFact(Needs.NativeBinary | Needs.Python)]
    public async Task Full_log_pipe_blocks_nothing_and_reports_dropped_lines_once_read()
    {
        using FileStream pipe = await FullPipeAsync();
        int port = FreePort();
        using Process process = Serve(port, $"""exec "$@" 2>"{PipePath}" """);
        try
        {
            await AssertServesAsync(port);
            // Each handled SIGHUP writes a log line: far more lines than the queue holds.
            for (int round = 0; round < 15; round++)
            {
                await Commands.RunAsync(Commands.Start("python3",
                [
                    "-c", "import os,sys,time\nfor i in range(400): os.kill(int(sys.argv[1]), 1); time.sleep(.002)",
                    $"{process.Id}",
                ]));
                await AssertServesAsync(port);
            }
            Task<string> reading = ReadUntilAsync(pipe, "\"event\":\"stopped\"");
            await Task.Delay(500);
            await EndAsync(process);
            string log = (await reading).TrimStart('x');
            JsonElement[] lines = [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement)];
            string[] events = [.. lines.Select(line => line.GetProperty("event").GetString()!)];
            int dropped = Array.IndexOf(events, "log-dropped");
            Assert.InRange(dropped, 300, events.Length);
            Assert.InRange(int.Parse(lines[dropped].GetProperty("lines").GetString()!), 1, 6000);
            Assert.Equal("listening", events[0]);
            Assert.Equal(["stopping", "stopped"], events[^2..]);
            string[] times = [.. lines.Where(line => line.GetProperty("event").GetString() != "log-dropped")
                .Select(line => line.GetProperty("time").GetString()!)];
            Assert.Equal(times.Order(StringComparer.Ordinal), times);
        }
        finally
        {
            process.Kill();
        }
    }

    [RequiresFact(Needs.NativeBinary | Needs.Python)]
    public async Task Unread_log_pipe_does_not_delay_shutdown()
    {
        using FileStream pipe = await FullPipeAsync();
        int port = FreePort();
        using Process process = Serve(port, $"""exec "$@" 2>"{PipePath}" """);
        try
        {
            await AssertServesAsync(port);
            await EndAsync(process);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Closed stderr, a full disk, and a pipe whose reader has exited.</summary>
    [RequiresTheory(Needs.NativeBinary)]
    [InlineData("""exec "$@" 2>&-""")]
    [InlineData("""exec "$@" 2>/dev/full""")]
    [InlineData("""mkfifo "$D/p"; cat "$D/p" >/dev/null & exec 2>"$D/p"; kill $!; exec "$@" """)]
    public async Task Failing_stderr_stops_nothing(string script)
    {
        int port = FreePort();
        using Process process = Serve(port, script);
        try
        {
            await AssertServesAsync(port);
            for (int round = 0; round < 20; round++)
                await Commands.RunAsync(Commands.Start("kill", ["-HUP", $"{process.Id}"]));
            await AssertServesAsync(port);
            TimeSpan busy = process.TotalProcessorTime;
            await Task.Delay(500);
            process.Refresh();
            Assert.InRange(process.TotalProcessorTime - busy, TimeSpan.Zero, TimeSpan.FromMilliseconds(250));
            await EndAsync(process);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Any process that shares a pipe can make it non-blocking for all; no line may be lost or truncated by
    /// that.</summary>
    [RequiresFact(Needs.NativeBinary | Needs.Python)]
    public async Task Non_blocking_log_pipe_with_a_slow_reader_loses_no_line()
    {
        int port = FreePort();
        using Process process = Process.Start(Commands.Start(
            "python3",
            [
                "-c", "import os,sys,fcntl\nfcntl.fcntl(2, 1031, 4096)\nos.set_blocking(2, False)\n"
                    + "os.execv(sys.argv[1], sys.argv[1:])",
                binary.Path, "serve", "--listen", $"127.0.0.1:{port}",
            ],
            TestSecrets.Environment))!;
        try
        {
            await AssertServesAsync(port);
            // More lines than the pipe holds, sent one by one.
            await Commands.RunAsync(Commands.Start("python3",
            [
                "-c", "import os,sys,time\nfor i in range(60): os.kill(int(sys.argv[1]), 1); time.sleep(.02)",
                $"{process.Id}",
            ]));
            Task<string> reading = process.StandardError.ReadToEndAsync();
            await EndAsync(process);
            string[] events = [.. (await reading).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()!)];
            Assert.DoesNotContain("log-dropped", events);
            Assert.InRange(events.Count(name => name == "reloaded"), 20, 60);
            Assert.Equal("stopped", events[^1]);
        }
        finally
        {
            process.Kill();
        }
    }

    private string PipePath => Path.Combine(_folder, "pipe");

    /// <summary>A full named pipe.</summary>
    private async Task<FileStream> FullPipeAsync()
    {
        Assert.Equal(0, (await Commands.RunAsync(Commands.Start("mkfifo", [PipePath]))).ExitCode);
        FileStream pipe = new(PipePath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        pipe.Write([.. Enumerable.Repeat((byte)'x', PipeBytes)]);
        return pipe;
    }

    private Process Serve(int port, string script)
    {
        ProcessStartInfo start = Commands.Start(
            "sh", ["-c", script, "sh", binary.Path, "serve", "--listen", $"127.0.0.1:{port}"],
            TestSecrets.Environment);
        start.Environment["D"] = _folder;
        return Process.Start(start)!;
    }

    private static async Task AssertServesAsync(int port)
    {
        using HttpClient client = new() { BaseAddress = new($"http://127.0.0.1:{port}") };
        client.Timeout = TimeSpan.FromSeconds(10);
        await ApiCalls.UntilAsync(async () =>
        {
            try
            {
                return await ApiCalls.ReadinessAsync(client) == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                // The appliance does not listen yet.
                return false;
            }
        });
        await ApiCalls.SingleUseTokenAsync(client);
    }

    private static async Task EndAsync(Process process)
    {
        Stopwatch since = Stopwatch.StartNew();
        await Commands.RunAsync(Commands.Start("kill", ["-TERM", $"{process.Id}"]));
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(20));
        await process.WaitForExitAsync(deadline.Token);
        Assert.Equal(0, process.ExitCode);
        Assert.InRange(since.Elapsed, TimeSpan.Zero, ShutdownTimeout);
    }

    private static async Task<string> ReadUntilAsync(FileStream pipe, string end)
    {
        byte[] buffer = new byte[PipeBytes];
        System.Text.StringBuilder text = new();
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
        while (!text.ToString().Contains(end) || text[^1] != '\n')
        {
            int length = await pipe.ReadAsync(buffer, deadline.Token);
            text.Append(System.Text.Encoding.UTF8.GetString(buffer, 0, length));
        }
        return text.ToString();
    }

    private static int FreePort()
    {
        using Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
