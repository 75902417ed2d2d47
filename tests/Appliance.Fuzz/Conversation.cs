using Appliance.Connections;
using Appliance.Endpoints;
using Appliance.Http;
using Appliance.Storage.Memory;
using Appliance.TestHost;
using Appliance.TestKit;

namespace Appliance.Fuzz;

/// <summary>
/// One connection to a newly started server, without sockets. Bytes are passed like the listener does, and the engine's
/// contract with the listener is checked.
/// </summary>
internal ref struct Conversation
{
    /// <summary>All conversations use the same random seed for ids, so that their responses can be compared.</summary>
    private const int Seed = 1;

    private readonly FuzzInput _input;
    private readonly HttpEngine _engine;
    private readonly Transcript _transcript = new();
    private readonly byte[] _responses;
    /// <summary>A copy of the stream, since chunked bodies are decoded in place.</summary>
    private readonly byte[] _received;
    private RecordingHandler _handler;
    private HttpSession _session;
    private int _arrived;
    private int _consumed;

    private Conversation(in FuzzInput input, bool hasLittleRoom)
    {
        _input = input;
        _engine = new HttpEngine(input.ServerSetup.Limits) { Draining = input.IsDraining };
        _responses = new byte[hasLittleRoom ? _engine.ResponseBytesMax : 2 * _engine.ResponseBytesMax];
        _received = input.Stream.ToArray();
        ApiHandler api = new HostBuilder
        {
            Policy = input.ServerSetup.Policy,
            Tenants = input.ServerSetup.Tenants,
            Random = new Random(Seed).NextBytes,
            RateLimits = input.ServerSetup.RateLimits,
            Ledger = new MemoryLedger(nowSeconds: 0, entriesMax: 1024),
            Limits = input.ServerSetup.Limits,
        }.BuildHandler();
        _engine.BeginTurn(input.ServerSetup.NowSeconds);
        api.BeginTurn(input.ServerSetup.NowSeconds, input.ServerSetup.NextMonotonicMilliseconds());
        _handler = new RecordingHandler(api, input.ServerSetup.Limits, _transcript.Methods);
    }

    /// <summary>Sends the stream with the read sizes of the input.</summary>
    public static Transcript Split(in FuzzInput input) =>
        new Conversation(input, input.HasLittleRoom).Run(input.ReadSizes);

    /// <summary>Sends the stream with the largest possible reads.</summary>
    public static Transcript Whole(in FuzzInput input) => new Conversation(input, hasLittleRoom: false).Run([]);

    private Transcript Run(ReadOnlySpan<byte> readSizes)
    {
        for (int read = 0; _arrived < _received.Length && _transcript.Next != ConnectionPhase.Close; read++)
        {
            int room = _engine.ReceiveBytesMax - (_arrived - _consumed);
            Violation.Unless(room > 0, "a full receive buffer was neither handled nor rejected");
            int size = readSizes.IsEmpty ? room : FuzzInput.BytesOf(readSizes[read % readSizes.Length]);
            _arrived += Math.Min(Math.Min(size, room), _received.Length - _arrived);
            do
                Advance();
            while (_transcript.Next == ConnectionPhase.Flush);
        }
        End();
        return _transcript;
    }

    private void Advance()
    {
        Span<byte> received = _received.AsSpan(_consumed, _arrived - _consumed);
        AdvanceResult progress = _engine.Advance(ref _session, ref _handler, received, _responses);
        Violation.Unless((uint)progress.Consumed <= received.Length, "consumed more than was received");
        Violation.Unless((uint)progress.Written <= _responses.Length, "wrote beyond the response buffer");
        _consumed += progress.Consumed;
        _transcript.Sent.AddRange(_responses.AsSpan(0, progress.Written));
        _transcript.Next = progress.Next;
        bool isUnchanged = received[progress.Consumed..].SequenceEqual(_input.Stream[_consumed.._arrived]);
        Violation.Unless(isUnchanged, "unconsumed bytes were changed");
        switch (progress.Next)
        {
            case ConnectionPhase.Idle:
                Violation.Unless(_consumed == _arrived, "idle with unconsumed bytes");
                break;
            case ConnectionPhase.ReceiveHead or ConnectionPhase.ReceiveBody:
                Violation.Unless(_consumed < _arrived, "waits for a request without any bytes of it");
                break;
            case ConnectionPhase.Flush:
                Violation.Unless(progress.Written > 0, "nothing to flush");
                Violation.Unless(
                    _responses.Length - progress.Written < _engine.ResponseBytesMax,
                        "flushed although a response would fit");
                break;
            default:
                Violation.Unless(progress.Next == ConnectionPhase.Close, "an unexpected next action");
                break;
        }
    }

    /// <summary>
    /// Lets the timeout expire: an incomplete request gets a response, an idle connection gets none. After the close
    /// the engine must not send or handle anything.
    /// </summary>
    private void End()
    {
        bool inRequest = _transcript.Next is ConnectionPhase.ReceiveHead or ConnectionPhase.ReceiveBody;
        int written = _engine.WriteTimeout(ref _session, _responses);
        Violation.Unless(
            written > 0 == inRequest, "a timeout response without an incomplete request, or none with one");
        _transcript.TimedOut = inRequest;
        _transcript.Sent.AddRange(_responses.AsSpan(0, written));
        int requests = _transcript.Methods.Count;
        byte[] late = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray();
        AdvanceResult progress = _engine.Advance(ref _session, ref _handler, late, _responses);
        Violation.Unless(
            progress == new AdvanceResult(late.Length, 0, ConnectionPhase.Close)
                && requests == _transcript.Methods.Count,
            "a request was handled after the close");
        Violation.Unless(_engine.WriteTimeout(ref _session, _responses) == 0, "a timeout response after the close");
    }
}
