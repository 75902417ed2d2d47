using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>
/// The buffers of one thread's connections: incomplete requests, and responses that the kernel does not accept yet. A
/// large request gets memory for its whole length as soon as its head is complete, and for its response before it is
/// handled. So it is rejected early or served completely.
/// </summary>
internal sealed class ConnectionBuffers<TConnection> : IDisposable
    where TConnection : struct
{
    /// <summary>Bytes of a response that the kernel accepts at once (the default of net.ipv4.tcp_wmem).</summary>
    private const int SmallResponseBytes = 16_384;

    /// <summary>
    /// Smaller requests get memory for the received bytes only, so that announcing a request costs no memory.
    /// </summary>
    private const int LargeRequestBytes = 65_536;

    private readonly BufferPool _pool;
    private readonly BufferBudget _budget;
    private readonly int _receiveBytesMax;
    private readonly int _responseBytesMax;

    /// <param name="receiveBytesMax">Maximum length of a request in bytes.</param>
    /// <param name="responseBytesMax">Maximum length of a response in bytes.</param>
    /// <param name="budget">The budget shared by all threads.</param>
    public ConnectionBuffers(int receiveBytesMax, int responseBytesMax, BufferBudget budget)
    {
        _pool = new BufferPool(budget);
        _budget = budget;
        _receiveBytesMax = receiveBytesMax;
        _responseBytesMax = responseBytesMax;
    }

    /// <summary>Frees the pooled buffers; every connection must have returned its buffers before.</summary>
    public void Dispose() => _pool.Dispose();

    /// <summary>
    /// Bytes that can be buffered for the connection's request or response: at least the received bytes, and those the
    /// kernel accepts at once. If a large request may be complete, memory for its response is taken first, for
    /// <see cref="TryBufferUnsent"/>. If that fails, the result is smaller than the request, which then must not be
    /// handled.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="receivedBytes">Received bytes that are not consumed.</param>
    public int BufferableBytes(Connection<TConnection> connection, int receivedBytes)
    {
        if (receivedBytes < LargeRequestBytes || receivedBytes < connection.RequestBytes)
        {
            int bufferable = Math.Max(_budget.FreeBytes + connection.Buffered.Length, SmallResponseBytes);
            return Math.Max(bufferable, receivedBytes);
        }
        if (connection.Unsent.IsNone)
            connection.Unsent = _pool.TryRent(_responseBytesMax, BufferUse.Response);
        return connection.Unsent.IsNone ? SmallResponseBytes : Math.Max(receivedBytes, _responseBytesMax);
    }

    /// <summary>
    /// Buffers the bytes, which may lie in the connection's own buffer; empty bytes free the buffer. False if the
    /// budget or the memory is exhausted.
    /// </summary>
    public bool TryBuffer(Connection<TConnection> connection, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            ReturnBuffered(connection);
            connection.BufferedBytes = 0;
            return true;
        }
        bool isLarge = connection.RequestBytes >= LargeRequestBytes;
        int capacity = isLarge ? Math.Min(connection.RequestBytes, _receiveBytesMax) : bytes.Length;
        if (connection.Buffered.Length >= capacity)
            bytes.CopyTo(connection.Buffered.Span);
        else if (!TryMove(connection, bytes, capacity))
            return false;
        connection.BufferedBytes = bytes.Length;
        return true;
    }

    /// <summary>Doubles the buffer of received bytes. False if the budget or the memory is exhausted.</summary>
    public bool TryGrow(Connection<TConnection> connection) =>
        TryMove(connection, connection.Received, Math.Min(2 * connection.Buffered.Length, _receiveBytesMax));

    /// <summary>
    /// Buffers the part of a response that the kernel did not accept. False if the budget or the memory is exhausted.
    /// </summary>
    public bool TryBufferUnsent(Connection<TConnection> connection, ReadOnlySpan<byte> unsent)
    {
        NativeBuffer fitting = _pool.TryRent(unsent.Length, BufferUse.Response);
        if (!fitting.IsNone)
        {
            ReturnUnsent(connection);
            connection.Unsent = fitting;
        }
        if (connection.Unsent.Length < unsent.Length)
            return false;
        unsent.CopyTo(connection.Unsent.Span);
        connection.UnsentStart = 0;
        connection.UnsentEnd = unsent.Length;
        return true;
    }

    /// <summary>Frees the buffer of unsent bytes: they were sent, or the connection is closed.</summary>
    public void ReturnUnsent(Connection<TConnection> connection)
    {
        if (connection.Unsent.IsNone)
            return;
        _pool.Return(connection.Unsent);
        connection.Unsent = default;
    }

    private bool TryMove(Connection<TConnection> connection, ReadOnlySpan<byte> bytes, int capacity)
    {
        NativeBuffer larger = _pool.TryRent(capacity, BufferUse.Request);
        if (larger.IsNone)
            return false;
        bytes.CopyTo(larger.Span);
        ReturnBuffered(connection);
        connection.Buffered = larger;
        return true;
    }

    private void ReturnBuffered(Connection<TConnection> connection)
    {
        if (connection.Buffered.IsNone)
            return;
        _pool.Return(connection.Buffered);
        connection.Buffered = default;
    }
}
