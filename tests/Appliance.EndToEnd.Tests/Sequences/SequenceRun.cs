using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Appliance.Testing;

namespace Appliance.EndToEnd.Tests.Sequences;

/// <summary>Does what a sequence says with a server of its own, so that all of them can be run at a time.</summary>
internal sealed class SequenceRun(Sequence sequence, RunningAppliance server)
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(700);

    /// <summary>Longer than an idle connection is kept: see <see cref="SequenceVerdict"/>.</summary>
    private static readonly TimeSpan UnreadMax = TimeSpan.FromSeconds(45);

    private readonly List<RawClient> _others = [];
    private RawClient? _peer;
    private int _receiveBytes;
    private Stopwatch? _sinceSignal;
    private Outcome _outcome = new();

    public static async Task<Outcome> RunAsync(Sequence sequence, Binary binary)
    {
        await using RunningAppliance server = await RunningAppliance.StartAsync(Commands.Start(
            // Only this one is about a process that may open no more.
            "sh", ["-c", $"ulimit -n {(sequence.Has("open_idle") ? 64 : 4096)}; exec \"$0\" \"$@\"",
                binary.Path, "serve", "--listen", "127.0.0.1:0"], TestSecrets.Environment));
        return await new SequenceRun(sequence, server).RunAsync();
    }

    private bool IsReading => !sequence.Has("no_read_ms");

    private async Task<Outcome> RunAsync()
    {
        long residentKib = server.ResidentKib;
        foreach (JsonElement step in sequence.Steps)
            await TakeAsync(step);
        await SettleAsync();
        _outcome = _outcome with { ResidentGrowthKib = server.ResidentKib - residentKib };
        _outcome = sequence.Has("signal") ? await EndedAsync() : _outcome with { IsServerAlive = await IsAliveAsync() };
        _peer?.Dispose();
        foreach (RawClient other in _others)
            other.Dispose();
        return _outcome;
    }

    private Task TakeAsync(JsonElement step) => step.EnumerateObject().First().Name switch
    {
        "send_base64" => SendAsync(step),
        "repeat_base64" => RepeatAsync(step),
        "split_all_base64" => SplitAllAsync(step),
        "read_interim_ms" => ReadInterimAsync(step),
        "label" => AskAgainAsync(step.GetProperty("label").GetString()!),
        "shutdown_write" => OnPeer(peer => peer.ShutdownSend()),
        "rst" => OnPeer(peer => peer.Reset()),
        "no_read_ms" => StayUnreadAsync(),
        "so_rcvbuf" => Task.FromResult(_receiveBytes = step.GetProperty("so_rcvbuf").GetInt32()),
        "open_idle" => OpenIdleAsync(step.GetProperty("open_idle").GetInt32()),
        "close_all" => CloseAllAsync(),
        "start_inflight" => StartInFlightAsync(step.GetProperty("start_inflight").GetInt32()),
        "signal" => SignalAsync(step.GetProperty("signal").GetString()!),
        string unknown => throw new InvalidOperationException($"{sequence.Id} has a step that is not known: {unknown}"),
    };

    private async Task<RawClient> PeerAsync() =>
        _peer ??= await RawClient.ConnectAsync(server.Address, _receiveBytes, IsReading);

    private async Task OnPeer(Action<RawClient> act) => act(await PeerAsync());

    private async Task SendAsync(JsonElement step)
    {
        RawClient peer = await PeerAsync();
        byte[] bytes = step.GetProperty("send_base64").GetBytesFromBase64();
        int piece = step.TryGetProperty("chunk", out JsonElement chunk) ? chunk.GetInt32() : bytes.Length;
        for (int at = 0; at < bytes.Length; at += piece)
        {
            await peer.SendAsync(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)));
            await DelayAsync(step, "interval_ms");
        }
        await DelayAsync(step, "wait_ms");
        if (step.TryGetProperty("label", out _))
            await peer.WaitForResponsesAsync(peer.Responses.Count + 1, ResponseTimeout);
    }

    private async Task RepeatAsync(JsonElement step)
    {
        RawClient peer = await PeerAsync();
        byte[] bytes = step.GetProperty("repeat_base64").GetBytesFromBase64();
        bool isLockstep = step.TryGetProperty("lockstep", out JsonElement lockstep) && lockstep.GetBoolean();
        for (int sent = 0; sent < step.GetProperty("count").GetInt32() && peer.ClosedAfter is null; sent++)
        {
            if (!await peer.SendAsync(bytes))
                return;
            _outcome = _outcome with { Sent = sent + 1 };
            if (isLockstep)
                await peer.WaitForResponsesAsync(sent + 1, ResponseTimeout);
            await DelayAsync(step, "interval_ms");
        }
    }

    /// <summary>Each cut on a connection of its own, and the last one uncut.</summary>
    private async Task SplitAllAsync(JsonElement step)
    {
        byte[] bytes = step.GetProperty("split_all_base64").GetBytesFromBase64();
        string[] heard = new string[bytes.Length + 1];
        for (int cut = 1; cut <= bytes.Length; cut++)
        {
            using RawClient peer = await RawClient.ConnectAsync(server.Address);
            await peer.SendAsync(bytes.AsMemory(0, cut));
            await DelayAsync(step, "gap_ms");
            await peer.SendAsync(bytes.AsMemory(cut));
            peer.ShutdownSend();
            await peer.EndAsync(ResponseTimeout);
            heard[cut] = string.Join('\n', peer.Responses.Select(response => $"{response.Status} {response.Body}"));
            _outcome = _outcome with { Responses = peer.Responses };
        }
        _outcome = _outcome with
        {
            CutsThatMatter = [.. Enumerable.Range(1, bytes.Length).Where(cut => heard[cut] != heard[bytes.Length])],
        };
    }

    private async Task ReadInterimAsync(JsonElement step)
    {
        TimeSpan most = TimeSpan.FromMilliseconds(step.GetProperty("read_interim_ms").GetInt32());
        await (await PeerAsync()).WaitForResponsesAsync(1, most);
    }

    /// <summary>The request again, with the entity tag that it was answered with; one made up where it was
    /// not.</summary>
    private async Task AskAgainAsync(string label)
    {
        RawClient peer = await PeerAsync();
        string tag = peer.Responses.Count > 0 && peer.Responses[^1]["ETag"] is { } given ? given : "\"none\"";
        string weak = label.Contains("W/") && !tag.StartsWith("W/") ? "W/" : "";
        await peer.SendAsync(Encoding.ASCII.GetBytes(
            $"GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: {weak}{tag}\r\n\r\n"));
        await peer.WaitForResponsesAsync(peer.Responses.Count + 1, ResponseTimeout);
    }

    private async Task StayUnreadAsync()
    {
        RawClient peer = await PeerAsync();
        await peer.ServerEndAsync(UnreadMax);
        peer.Read();
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

    /// <summary>Requests of which all but the last byte was sent, half of them in the midst of their head.</summary>
    private async Task StartInFlightAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            RawClient peer = await RawClient.ConnectAsync(server.Address);
            await peer.SendAsync(TokenRequest.AsMemory(0, SentBefore(i)));
            _others.Add(peer);
        }
        // They are under way once the server has seen them.
        await Task.Delay(Quiet);
    }

    private async Task SignalAsync(string signal)
    {
        _sinceSignal = Stopwatch.StartNew();
        await server.SignalAsync(signal);
        await Task.Delay(Quiet);
        for (int i = 0; i < _others.Count; i++)
            await _others[i].SendAsync(TokenRequest.AsMemory(SentBefore(i)));
        foreach (RawClient peer in _others)
            await peer.EndAsync(ResponseTimeout);
        _outcome = _outcome with { InFlight = [.. _others.Select(peer => peer.Responses.SingleOrDefault())] };
    }

    private static byte[] TokenRequest { get; } = Encoding.ASCII.GetBytes(
        "POST /api/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 53\r\n\r\n"
        + """{"room_id":"633fcdd84208780bf665346a","role":"guest"}""");

    private static int SentBefore(int peer) => peer % 2 == 0 ? 30 : TokenRequest.Length - 1;

    private static async Task DelayAsync(JsonElement step, string name)
    {
        if (step.TryGetProperty(name, out JsonElement time) && time.GetInt32() > 0)
            await Task.Delay(time.GetInt32());
    }

    /// <summary>Waits for all that the connection is answered, and whether it is closed without our doing.</summary>
    private async Task SettleAsync()
    {
        if (_peer is null || sequence.Has("rst"))
            return;
        bool mustClose = sequence.Expect.TryGetProperty("closed", out _)
            || sequence.ClosedWithinMilliseconds is not null;
        if (mustClose || !IsReading)
        {
            await _peer.EndAsync(ResponseTimeout);
        }
        else
        {
            await _peer.WaitForResponsesAsync(_peer.Responses.Count(response =>
                response.IsInterim) + 1, ResponseTimeout);
            await _peer.EndAsync(Quiet);
        }
        _outcome = _outcome with { ClosedAfter = _peer.ClosedAfter };
        _peer.ShutdownSend();
        await _peer.EndAsync(ResponseTimeout);
        _outcome = _outcome with { Responses = _peer.Responses };
    }

    private async Task<bool> IsAliveAsync()
    {
        using HttpResponseMessage response = await server.Client.GetAsync("/livez");
        return response.IsSuccessStatusCode && !server.HasEnded;
    }

    private async Task<Outcome> EndedAsync()
    {
        int exitCode = await server.EndedAsync();
        return _outcome with
        {
            ExitCode = exitCode,
            ExitAfter = _sinceSignal!.Elapsed,
            LastLogLine = server.Log.Split('\n')[^2],
        };
    }
}
