using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Appliance.Testing;

namespace Appliance.EndToEnd.Tests;

/// <summary>An appliance that serves on a free port of the loopback, until it is disposed of.</summary>
internal sealed class RunningAppliance : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly Task _reading;
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningAppliance(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _reading = ReadLogAsync();
    }

    public HttpClient Client { get; private set; } = new();

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => IPEndPoint.Parse(_address.Task.Result);

    public bool HasEnded => _process.HasExited;

    /// <summary>Processor time used so far, over all threads.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>KiB of memory that are resident now.</summary>
    public long ResidentKib
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1024;
        }
    }

    /// <summary>What it wrote to stderr so far.</summary>
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
        Task first = await Task.WhenAny(appliance._address.Task, appliance._reading, Task.Delay(StartMax));
        if (first != appliance._address.Task)
        {
            string log = appliance.Log;
            await appliance.DisposeAsync();
            throw new InvalidOperationException($"the appliance did not start: {log}");
        }
        appliance.Client = new() { BaseAddress = new($"http://{await appliance._address.Task}") };
        return appliance;
    }

    /// <summary>Sends a signal and waits for the end.</summary>
    public async Task<int> EndAsync(string signal)
    {
        await SignalAsync(signal);
        return await EndedAsync();
    }

    public Task SignalAsync(string signal) =>
        Commands.RunAsync(Commands.Start("kill", [$"-{signal}", $"{_process.Id}"]));

    /// <summary>Waits for the end, and for the last line of the log.</summary>
    public async Task<int> EndedAsync()
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(20));
        await _process.WaitForExitAsync(deadline.Token);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
        Client.Dispose();
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
