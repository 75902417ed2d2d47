using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A running appliance on a free loopback port or a Unix socket; disposing kills it.</summary>
internal sealed class RunningAppliance : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly Task _reading;
    private bool _isDisposed;
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningAppliance(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _reading = ReadLogAsync();
    }

    public HttpClient Client { get; private set; } = new();

    /// <summary>The address of the first listener.</summary>
    public IPEndPoint Address => IPEndPoint.Parse(_address.Task.Result);

    /// <summary>The id of the started process.</summary>
    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Processor time used so far by all threads.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in KiB.</summary>
    public long ResidentKib
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1024;
        }
    }

    /// <summary>The content of stderr so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public static async Task<RunningAppliance> StartAsync(ProcessStartInfo start)
    {
        RunningAppliance appliance = new(start);
        await appliance.WaitUntilListeningAsync();
        return appliance;
    }

    /// <summary>Starts the process without waiting; call <see cref="WaitUntilListeningAsync"/> afterwards.</summary>
    public static RunningAppliance StartWithoutWaiting(ProcessStartInfo start) => new(start);

    public async Task WaitUntilListeningAsync()
    {
        Task first = await Task.WhenAny(_address.Task, _reading, Task.Delay(StartTimeout));
        if (first != _address.Task)
        {
            string log = Log;
            await DisposeAsync();
            throw new InvalidOperationException($"the appliance did not start: {log}");
        }
        Client = ClientOf(await _address.Task);
    }

    /// <summary>Whether the process handles this signal instead of being ended by it (proc_pid_status(5)).</summary>
    public bool HandlesSignal(int signal)
    {
        const string Caught = "SigCgt:\t";
        string line = File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith(Caught));
        return (ulong.Parse(line[Caught.Length..], NumberStyles.HexNumber) >> (signal - 1) & 1) != 0;
    }

    public async Task SignalAsync(string signal) =>
        await Commands.RunAsync(Commands.Start("kill", [$"-{signal}", $"{_process.Id}"]));

    /// <summary>Waits until the log has this number of lines of the event; returns the last of them.</summary>
    public async Task<JsonElement> LoggedAsync(string eventName, int times = 1)
    {
        long end = Environment.TickCount64 + (long)WaitTimeout.TotalMilliseconds;
        while (true)
        {
            JsonElement[] lines = Logged(eventName);
            if (lines.Length >= times)
                return lines[times - 1];
            Assert.True(Environment.TickCount64 < end, $"{eventName} was not logged {times} times: {Log}");
            await Task.Delay(5);
        }
    }

    /// <summary>The log lines of this event so far.</summary>
    public JsonElement[] Logged(string eventName) =>
    [
        .. Log.Split('\n').Where(line => line.StartsWith('{'))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(entry => entry.GetProperty("event").GetString() == eventName),
    ];

    /// <summary>Sends a signal and waits for the exit code.</summary>
    public async Task<int> EndAsync(string signal)
    {
        await SignalAsync(signal);
        return await ExitedAsync();
    }

    /// <summary>Waits for the exit code and for the last log line.</summary>
    public async Task<int> ExitedAsync()
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(20));
        await _process.WaitForExitAsync(deadline.Token);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        // A start that fails disposes, and so does the test.
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
        Client.Dispose();
    }

    private static HttpClient ClientOf(string address)
    {
        const string Scheme = "unix:";
        if (!address.StartsWith(Scheme))
            return new() { BaseAddress = new($"http://{address}") };
        UnixDomainSocketEndPoint endPoint = new(address[Scheme.Length..]);
        return new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(endPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        }) { BaseAddress = new("http://localhost") };
    }

    private async Task ReadLogAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_log)
                _log.AppendLine(line);
            if (!line.StartsWith('{'))
                continue;
            using JsonDocument entry = JsonDocument.Parse(line);
            if (entry.RootElement.GetProperty("event").GetString() == "listening")
                _address.TrySetResult(entry.RootElement.GetProperty("address").GetString()!);
        }
    }
}
