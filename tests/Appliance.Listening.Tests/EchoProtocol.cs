using System.Buffers.Text;
using System.Text;
using Appliance.Connections;

namespace Appliance.Listening.Tests;

/// <summary>Lets the tests observe and control the protocol instances, which run on other threads.</summary>
internal sealed class EchoProbe
{
    /// <summary>Released for each opened connection.</summary>
    public SemaphoreSlim Openings { get; } = new(0);

    /// <summary>Released whenever part of a line or body has arrived.</summary>
    public SemaphoreSlim Partials { get; } = new(0);

    /// <summary>Released for each response to a complete line.</summary>
    public SemaphoreSlim Responses { get; } = new(0);

    /// <summary>Released for each deferred response.</summary>
    public SemaphoreSlim Deferrals { get; } = new(0);

    /// <summary>Released for each connection that closed while its response was deferred.</summary>
    public SemaphoreSlim Abandonments { get; } = new(0);

    /// <summary>Wakes the connection whose response was deferred last.</summary>
    public Waker LastWaker { get; set; }

    /// <summary>The number of deferred responses that are ready.</summary>
    public int DeferredResponsesReady { get; set; }

    /// <summary>The number of responses deferred so far.</summary>
    public int DeferredResponses { get; set; }

    /// <summary>Blocks the <c>block</c> command until released.</summary>
    public SemaphoreSlim Gate { get; } = new(0);

    public bool CountsResponses { get; set; } = true;

    /// <summary>The wall clock of the last event-loop turn.</summary>
    public long UnixTimeMilliseconds { get; set; }

    public static void Await(SemaphoreSlim signal, int times = 1)
    {
        for (int count = 0; count < times; count++)
            Assert.True(signal.Wait(TimeSpan.FromSeconds(20)));
    }
}

internal struct EchoConnection
{
    /// <summary>Length of the body being received, plus one; 0 between requests.</summary>
    public int BodyBytesPlusOne;

    /// <summary>The number of the deferred response that the connection waits for; 0 if none.</summary>
    public int DeferredNumber;

    public ConnectionOrigin Origin;
}

/// <summary>
/// Each line, ended by LF, is echoed, except these commands. <c>large N</c> returns N bytes and LF. <c>body N</c>
/// returns <c>took N</c> after N more bytes. <c>close</c> returns <c>bye</c> and closes. <c>allocated</c> returns the
/// bytes that the loop's thread has allocated so far. <c>throw</c> throws. <c>exhaust</c> throws like an allocation
/// without memory. <c>block</c> waits for the gate, <c>sleep N</c> for N milliseconds. <c>defer</c> returns <c>deferred
/// N</c> when the probe has N responses ready. <c>origin</c> returns the connection's origin.
/// </summary>
internal struct EchoProtocol(EchoProbe probe) : IProtocol<EchoConnection>
{
    public const int LargeBytesMax = 300_000;

    /// <summary>Placeholder for a response's line end until it is sealed.</summary>
    private const byte Unsealed = 0xff;

    private bool _draining;

    public readonly int ReceiveBytesMax => 100_000;

    public readonly int ResponseBytesMax => LargeBytesMax + 1;

    public readonly void BeginTurn(in TurnTime now) => probe.UnixTimeMilliseconds = now.UnixMilliseconds;

    public readonly void Open(ref EchoConnection connection, in ConnectionOrigin origin)
    {
        connection.Origin = origin;
        probe.Openings.Release();
    }

    public readonly void Abandon(ref EchoConnection connection)
    {
        Assert.NotEqual(0, connection.DeferredNumber);
        probe.Abandonments.Release();
    }

    public void BeginDrain() => _draining = true;

    /// <summary>
    /// Writes the line ends, which responses lack until then, so that a test notices a response sent unsealed.
    /// </summary>
    public readonly void Seal(Span<byte> responses) => responses.Replace(Unsealed, (byte)'\n');

    public readonly AdvanceResult Advance(
        ref EchoConnection connection, Span<byte> received, Span<byte> responses, int start, int bufferableBytes)
    {
        AdvanceResult result = Advance(ref connection, received, responses.Slice(start), bufferableBytes);
        responses.Slice(start, result.Written).Replace((byte)'\n', Unsealed);
        return result;
    }

    private readonly AdvanceResult Advance(
        ref EchoConnection connection, Span<byte> received, Span<byte> responses, int bufferableBytes)
    {
        int consumed = 0;
        int written = 0;
        while (true)
        {
            if (responses.Length - written < ResponseBytesMax)
                return new AdvanceResult(consumed, written, ConnectionPhase.Flush);
            if (connection.DeferredNumber > probe.DeferredResponsesReady)
                return new AdvanceResult(consumed, written, ConnectionPhase.AwaitResponse);
            if (connection.DeferredNumber > 0)
                written += WriteDeferred(ref connection, responses.Slice(written));
            Span<byte> rest = received.Slice(consumed);
            if (connection.BodyBytesPlusOne > 0)
            {
                int bytes = connection.BodyBytesPlusOne - 1;
                if (bytes > bufferableBytes)
                {
                    written += Write("over budget\n"u8, responses.Slice(written));
                    return new(received.Length, written, ConnectionPhase.Close, Math.Max(0, bytes - rest.Length));
                }
                if (rest.Length < bytes)
                    return AwaitMore(consumed, written, ConnectionPhase.ReceiveBody, bytes - rest.Length);
                consumed += bytes;
                connection.BodyBytesPlusOne = 0;
                "took "u8.CopyTo(responses.Slice(written));
                written += 5 + Number(bytes, responses.Slice(written + 5));
                continue;
            }
            int end = rest.IndexOf((byte)'\n');
            if (end < 0)
                return AwaitLineEnd(rest.Length, consumed, written);
            consumed += end + 1;
            Span<byte> line = rest.Slice(0, end);
            if (line.StartsWith("body "u8))
                connection.BodyBytesPlusOne = Argument(line) + 1;
            else if (line.SequenceEqual("defer"u8))
                Defer(ref connection);
            else if (line.SequenceEqual("origin"u8))
                written += WriteOrigin(connection.Origin, responses.Slice(written));
            else
                written += Response(line, responses.Slice(written));
            if (line.SequenceEqual("close"u8))
                return new AdvanceResult(consumed, written, ConnectionPhase.Close);
        }
    }

    public readonly int WriteTimeout(ref EchoConnection connection, Span<byte> responses) =>
        Write("timeout\n"u8, responses);

    public readonly int WriteBuffersExhausted(ref EchoConnection connection, Span<byte> responses) =>
        Write("out of buffers\n"u8, responses);

    private static int Write(ReadOnlySpan<byte> line, Span<byte> responses)
    {
        line.CopyTo(responses);
        return line.Length;
    }

    private readonly AdvanceResult AwaitLineEnd(int length, int consumed, int written)
    {
        if (length >= ReceiveBytesMax)
            return new AdvanceResult(consumed, written, ConnectionPhase.Close);
        if (length > 0)
            return AwaitMore(consumed, written, ConnectionPhase.ReceiveHead);
        bool isLast = _draining && written > 0;
        return new AdvanceResult(consumed, written, isLast ? ConnectionPhase.Close : ConnectionPhase.Idle);
    }

    private readonly AdvanceResult AwaitMore(int consumed, int written, ConnectionPhase next, int missingBytes = 0)
    {
        probe.Partials.Release();
        return new AdvanceResult(consumed, written, next, missingBytes);
    }

    private readonly void Defer(ref EchoConnection connection)
    {
        connection.DeferredNumber = ++probe.DeferredResponses;
        probe.LastWaker = connection.Origin.Waker;
        probe.Deferrals.Release();
    }

    private static int WriteDeferred(ref EchoConnection connection, Span<byte> response)
    {
        "deferred "u8.CopyTo(response);
        int written = 9 + Number(connection.DeferredNumber, response.Slice(9));
        connection.DeferredNumber = 0;
        return written;
    }

    private static int WriteOrigin(in ConnectionOrigin origin, Span<byte> response) => Encoding.ASCII.GetBytes(
        $"{origin.PeerAddress:x} {origin.AddressIndex} {(origin.IsReserved ? "reserved" : "ordinary")}\n", response);

    private readonly int Response(ReadOnlySpan<byte> line, Span<byte> response)
    {
        if (probe.CountsResponses)
            probe.Responses.Release();
        if (line.SequenceEqual("throw"u8))
            throw new InvalidOperationException("thrown on request");
        if (line.SequenceEqual("exhaust"u8))
            throw new OutOfMemoryException();
        if (line.SequenceEqual("block"u8))
            EchoProbe.Await(probe.Gate);
        if (line.StartsWith("sleep "u8))
            Thread.Sleep(Argument(line));
        if (line.SequenceEqual("allocated"u8))
            return Number(GC.GetAllocatedBytesForCurrentThread(), response);
        if (line.SequenceEqual("close"u8))
            line = "bye"u8;
        if (line.StartsWith("large "u8))
        {
            int bytes = Argument(line);
            response.Slice(0, bytes).Fill((byte)'x');
            response[bytes] = (byte)'\n';
            return bytes + 1;
        }
        line.CopyTo(response);
        response[line.Length] = (byte)'\n';
        return line.Length + 1;
    }

    private static int Argument(ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(line.Slice(line.IndexOf((byte)' ') + 1), out int value, out _) ? value : 0;

    private static int Number(long value, Span<byte> response)
    {
        Utf8Formatter.TryFormat(value, response, out int length);
        response[length] = (byte)'\n';
        return length + 1;
    }
}
