using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Sequences;

/// <summary>Runs a sequence against its own server, so that all sequences can run concurrently.</summary>
internal sealed class SequenceRun(Sequence sequence, RunningAppliance server)
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(700);

    /// <summary>Longer than the idle timeout: see <see cref="SequenceVerdict"/>.</summary>
    private static readonly TimeSpan UnreadTimeout = TimeSpan.FromSeconds(45);

    private readonly List<RawClient> _others = [];
    private RawClient? _client;
    private int _receiveBytes;
    private Stopwatch? _sinceSignal;
    private Outcome _outcome = new();

    public static async Task<Outcome> RunAsync(Sequence sequence, Binary binary)
    {
        await using RunningAppliance server = await RunningAppliance.StartAsync(Commands.Start(
            // Only this sequence tests a process that is out of descriptors.
            "sh", ["-c", $"ulimit -n {(sequence.Has("open_idle") ? 64 : 4096)}; exec \"$0\" \"$@\"",
                binary.Path, "serve", "--listen", "127.0.0.1:0"], TestSecrets.Environment));
        return await new SequenceRun(sequence, server).RunAsync();
    }

    private bool IsReading => !sequence.Has("no_read_ms");

    private async Task<Outcome> RunAsync()
    {
        long residentKib = server.ResidentKib;
        foreach (JsonElement step in sequence.Steps)
            await RunStepAsync(step);
        await SettleAsync();
        _outcome = _outcome with { ResidentGrowthKib = server.ResidentKib - residentKib };
        _outcome =
            sequence.Has("signal") ? await ExitedAsync() : _outcome with { IsServerAlive = await IsAliveAsync() };
        _client?.Dispose();
        foreach (RawClient other in _others)
            other.Dispose();
        return _outcome;
    }

    private Task RunStepAsync(JsonElement step) => step.EnumerateObject().First().Name switch
    {
        "send_base64" => SendAsync(step),
        "repeat_base64" => RepeatAsync(step),
        "split_all_base64" => SplitAllAsync(step),
        "read_interim_ms" => ReadInterimAsync(step),
        "label" => SendConditionalAsync(step.GetProperty("label").GetString()!),
        "shutdown_write" => OnClientAsync(client => client.ShutdownSend()),
        "rst" => OnClientAsync(client => client.Reset()),
        "no_read_ms" => LeaveUnreadAsync(),
        "so_rcvbuf" => Task.FromResult(_receiveBytes = step.GetProperty("so_rcvbuf").GetInt32()),
        "open_idle" => OpenIdleAsync(step.GetProperty("open_idle").GetInt32()),
        "close_all" => CloseAllAsync(),
        "start_inflight" => StartInFlightAsync(step.GetProperty("start_inflight").GetInt32()),
        "signal" => SignalAsync(step.GetProperty("signal").GetString()!),
        string unknown => throw new InvalidOperationException($"{sequence.Id} has an unknown step: {unknown}"),
    };

    private async Task<RawClient> ClientAsync() =>
        _client ??= await RawClient.ConnectAsync(server.Address, _receiveBytes, IsReading);

    private async Task OnClientAsync(Action<RawClient> act) => act(await ClientAsync());

    private async Task SendAsync(JsonElement step)
    {
        RawClient client = await ClientAsync();
        byte[] bytes = step.GetProperty("send_base64").GetBytesFromBase64();
        int piece = step.TryGetProperty("chunk", out JsonElement chunk) ? chunk.GetInt32() : bytes.Length;
        for (int at = 0; at < bytes.Length; at += piece)
        {
            await client.SendAsync(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)));
            await DelayAsync(step, "interval_ms");
        }
        await DelayAsync(step, "wait_ms");
        if (step.TryGetProperty("label", out _))
            await client.WaitForResponsesAsync(client.Responses.Count + 1, ResponseTimeout);
    }

    private async Task RepeatAsync(JsonElement step)
    {
        RawClient client = await ClientAsync();
        byte[] bytes = step.GetProperty("repeat_base64").GetBytesFromBase64();
        bool isLockstep = step.TryGetProperty("lockstep", out JsonElement lockstep) && lockstep.GetBoolean();
        for (int sent = 0; sent < step.GetProperty("count").GetInt32() && client.ClosedAfter is null; sent++)
        {
            if (!await client.SendAsync(bytes))
                return;
            _outcome = _outcome with { Sent = sent + 1 };
            if (isLockstep)
                await client.WaitForResponsesAsync(sent + 1, ResponseTimeout);
            await DelayAsync(step, "interval_ms");
        }
    }

    /// <summary>Sends each split on a separate connection, and last the unsplit stream.</summary>
    private async Task SplitAllAsync(JsonElement step)
    {
        byte[] bytes = step.GetProperty("split_all_base64").GetBytesFromBase64();
        string[] received = new string[bytes.Length + 1];
        for (int cut = 1; cut <= bytes.Length; cut++)
        {
            using RawClient client = await RawClient.ConnectAsync(server.Address);
            await client.SendAsync(bytes.AsMemory(0, cut));
            await DelayAsync(step, "gap_ms");
            await client.SendAsync(bytes.AsMemory(cut));
            client.ShutdownSend();
            await client.EndAsync(ResponseTimeout);
            received[cut] = string.Join('\n', client.Responses.Select(response =>
                $"{response.Status} {response.BodyText}"));
            _outcome = _outcome with { Responses = client.Responses };
        }
        _outcome = _outcome with
        {
            CutsWithOtherResponse = [.. Enumerable.Range(1, bytes.Length).Where(cut =>
                received[cut] != received[bytes.Length])],
        };
    }

    private async Task ReadInterimAsync(JsonElement step)
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(step.GetProperty("read_interim_ms").GetInt32());
        await (await ClientAsync()).WaitForResponsesAsync(1, timeout);
    }

    /// <summary>Repeats the request with the entity tag of its response, or with an invented one if there was
    /// none.</summary>
    private async Task SendConditionalAsync(string label)
    {
        RawClient client = await ClientAsync();
        string tag = client.Responses.Count > 0 && client.Responses[^1]["ETag"] is { } given ? given : "\"none\"";
        string weak = label.Contains("W/") && !tag.StartsWith("W/") ? "W/" : "";
        await client.SendAsync(Encoding.ASCII.GetBytes(
            $"GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: {weak}{tag}\r\n\r\n"));
        await client.WaitForResponsesAsync(client.Responses.Count + 1, ResponseTimeout);
    }

    private async Task LeaveUnreadAsync()
    {
        RawClient client = await ClientAsync();
        await client.ServerEndAsync(UnreadTimeout);
        client.Read();
    }

    private async Task OpenIdleAsync(int count)
    {
        for (int i = 0; i < count; i++)
            _others.Add(await RawClient.ConnectAsync(server.Address, isReading: false));
        TimeSpan before = server.ProcessorTime;
        Stopwatch watch = Stopwatch.StartNew();
        await Task.Delay(TimeSpan.FromSeconds(2));
        _outcome = _outcome with { ProcessorShare = (server.ProcessorTime - before) / watch.Elapsed };
    }

    private Task CloseAllAsync()
    {
        foreach (RawClient other in _others)
            other.Dispose();
        _others.Clear();
        return Task.CompletedTask;
    }

    /// <summary>Sends incomplete requests: one half stop in the middle of the head, the others before the last
    /// byte.</summary>
    private async Task StartInFlightAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            RawClient client = await RawClient.ConnectAsync(server.Address);
            await client.SendAsync(TokenRequest.AsMemory(0, SentBefore(i)));
            _others.Add(client);
        }
        // They are in flight once the server has read them.
        await Task.Delay(Quiet);
    }

    private async Task SignalAsync(string signal)
    {
        _sinceSignal = Stopwatch.StartNew();
        await server.SignalAsync(signal);
        await Task.Delay(Quiet);
        for (int i = 0; i < _others.Count; i++)
            await _others[i].SendAsync(TokenRequest.AsMemory(SentBefore(i)));
        foreach (RawClient client in _others)
            await client.EndAsync(ResponseTimeout);
        _outcome = _outcome with { InFlight = [.. _others.Select(client => client.Responses.SingleOrDefault())] };
    }

    private static byte[] TokenRequest { get; } = Encoding.ASCII.GetBytes(
        "POST /api/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 53\r\n\r\n"
        + """{"room_id":"633fcdd84208780bf665346a","role":"guest"}""");

    private static int SentBefore(int client) => client % 2 == 0 ? 30 : TokenRequest.Length - 1;

    private static async Task DelayAsync(JsonElement step, string name)
    {
        if (step.TryGetProperty(name, out JsonElement time) && time.GetInt32() > 0)
            await Task.Delay(time.GetInt32());
    }

    /// <summary>Waits for all responses, and records whether the server closes the connection before the client
    /// does.</summary>
    private async Task SettleAsync()
    {
        if (_client is null || sequence.Has("rst"))
            return;
        bool mustClose = sequence.Expect.TryGetProperty("closed", out _)
            || sequence.ClosedWithinMilliseconds is not null;
        if (mustClose || !IsReading)
        {
            await _client.EndAsync(ResponseTimeout);
        }
        else
        {
            await _client.WaitForResponsesAsync(_client.Responses.Count(response =>
                response.IsInterim) + 1, ResponseTimeout);
            await _client.EndAsync(Quiet);
        }
        _outcome = _outcome with { ClosedAfter = _client.ClosedAfter };
        _client.ShutdownSend();
        await _client.EndAsync(ResponseTimeout);
        _outcome = _outcome with { Responses = _client.Responses };
    }

    private async Task<bool> IsAliveAsync()
    {
        using HttpResponseMessage response = await server.Client.GetAsync("/livez");
        return response.IsSuccessStatusCode && !server.HasExited;
    }

    private async Task<Outcome> ExitedAsync()
    {
        int exitCode = await server.ExitedAsync();
        return _outcome with
        {
            ExitCode = exitCode,
            ExitAfter = _sinceSignal!.Elapsed,
            LastLogLine = server.Log.Split('\n')[^2],
        };
    }
}
