using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Appliance.Fuzz;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The fuzzer runs the JIT build in process. The published binary is different machine code behind real
/// sockets, so it gets the same streams.</summary>
public class FuzzCorpusTests(Binary binary) : IClassFixture<Binary>
{
    [RequiresFact(Needs.NativeBinary)]
    public async Task Fuzz_corpus_gets_the_in_process_responses_and_leaves_the_appliance_running()
    {
        ProcessStartInfo start = binary.Start("serve", "--listen", "127.0.0.1:0");
        start.Environment["CLINIC_APP_KEY"] = ServerSetup.ApiKey;
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(start);
        Uri address = appliance.Client.BaseAddress!;
        foreach (string file in Replay.Files([Places.FuzzCorpus]))
        {
            byte[] stream = FuzzInput.Of(await File.ReadAllBytesAsync(file)).Stream.ToArray();
            await ResetAsync(address, stream);
            string actual = string.Join(' ', Statuses(stream, await ExchangeAsync(address, stream)));
            Assert.Equal($"{file}: {string.Join(' ', Expected(stream))}", $"{file}: {actual}");
        }
        Assert.Equal(HttpStatusCode.OK, (await appliance.Client.GetAsync("/livez")).StatusCode);
        Assert.Equal(0, await appliance.EndAsync("TERM"));
        Assert.DoesNotContain("connection-failed", appliance.Log);
    }

    /// <summary>The responses given in process, except for the 408 to an incomplete request: a client that closes
    /// instead of waiting gets no 408.</summary>
    private static IEnumerable<int> Expected(byte[] stream)
    {
        FuzzInput input = FuzzInput.Of([.. "000"u8, .. stream]);
        Transcript transcript = Conversation.Whole(input);
        return ResponseOracle.Statuses(input, transcript).SkipLast(transcript.TimedOut ? 1 : 0);
    }

    private static List<int> Statuses(byte[] stream, byte[] sent)
    {
        FuzzInput input = FuzzInput.Of([.. "000"u8, .. stream]);
        Transcript transcript = Conversation.Whole(input);
        transcript.Sent.Clear();
        transcript.Sent.AddRange(sent);
        return ResponseOracle.Statuses(input, transcript);
    }

    /// <summary>Sends the stream, shuts down the sending side, and returns all bytes received.</summary>
    private static async Task<byte[]> ExchangeAsync(Uri address, byte[] stream)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port, deadline.Token);
        await socket.SendAsync(stream, deadline.Token);
        await using NetworkStream responses = new(socket);
        socket.Shutdown(SocketShutdown.Send);
        using MemoryStream sent = new();
        await responses.CopyToAsync(sent, deadline.Token);
        return sent.ToArray();
    }

    /// <summary>Sends the stream and resets the connection at once.</summary>
    private static async Task ResetAsync(Uri address, byte[] stream)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port);
        await socket.SendAsync(stream);
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
    }
}
