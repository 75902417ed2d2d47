using System.Buffers;
using Appliance.Connections;

namespace Appliance.Listening.Portable;

/// <summary>One protocol for the connections of many threads: calls are serialized, each as its own turn.</summary>
internal sealed class SharedProtocol<TProtocol, TConnection>(TProtocol protocol, ListenerSettings settings)
    where TProtocol : IProtocol<TConnection>
    where TConnection : struct
{
    private readonly Lock _lock = new();
    private TProtocol _protocol = protocol;

    public int ReceiveBytesMax { get; } = protocol.ReceiveBytesMax;

    /// <summary>
    /// Shared buffer; responses are copied out of it, so that no connection holds a maximum-size buffer.
    /// </summary>
    private readonly byte[] _responses = new byte[protocol.ResponseBytesMax + settings.UnsentBytesMax];

    public void BeginDrain()
    {
        lock (_lock)
        {
            BeginTurn();
            _protocol.BeginDrain();
        }
    }

    public void Open(ref TConnection connection, in ConnectionOrigin origin)
    {
        lock (_lock)
        {
            BeginTurn();
            _protocol.Open(ref connection, origin);
        }
    }

    /// <summary>Returns the responses in a rented array, or in an empty one.</summary>
    public AdvanceResult Advance(ref TConnection connection, Span<byte> received, out byte[] responses)
    {
        lock (_lock)
        {
            BeginTurn();
            AdvanceResult result;
            try
            {
                result = _protocol.Advance(
                    ref connection, received, _responses, start: 0, bufferableBytes: int.MaxValue);
            }
            finally
            {
                // After an exception, an unfinished response must not be completed later over another one.
                _protocol.Seal(_responses);
            }
            responses = CopyOut(result.Written);
            return result;
        }
    }

    /// <returns>Bytes written.</returns>
    public int WriteTimeout(ref TConnection connection, out byte[] responses)
    {
        lock (_lock)
        {
            BeginTurn();
            int written = _protocol.WriteTimeout(ref connection, _responses);
            responses = CopyOut(written);
            return written;
        }
    }

    public void Abandon(ref TConnection connection)
    {
        lock (_lock)
        {
            BeginTurn();
            _protocol.Abandon(ref connection);
        }
    }

    private byte[] CopyOut(int written)
    {
        byte[] responses = ArrayPool<byte>.Shared.Rent(written);
        _responses.AsSpan(0, written).CopyTo(responses);
        return responses;
    }

    private void BeginTurn() => _protocol.BeginTurn(
        new TurnTime(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), Environment.TickCount64));
}
