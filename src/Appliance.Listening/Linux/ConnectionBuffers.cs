namespace Appliance.Listening.Linux;

/// <summary>
/// What one thread's connections keep: bytes of requests that are not whole, and of answers that the kernel does not
/// take yet. A large request has room for all of it once its head is there, and its answer has room before it is
/// handled: so it is refused in time, or served to the end.
/// </summary>
internal sealed class ConnectionBuffers<TConnection> : IDisposable
    where TConnection : struct
{
    /// <summary>What the kernel takes of an answer from the start (the default of net.ipv4.tcp_wmem).</summary>
    private const int SmallResponseBytes = 16_384;

    /// <summary>Smaller requests have room for what is there of them, which costs a client that only announces them
    /// nothing.</summary>
    private const int LargeRequestBytes = 65_536;

    private readonly BufferPool _pool;
    private readonly BufferBudget _budget;
    private readonly int _receiveBytesMax;
    private readonly int _responseBytesMax;

    /// <param name="receiveBytesMax">The longest request.</param>
    /// <param name="responseBytesMax">The longest answer.</param>
    /// <param name="budget">What all threads may keep together.</param>
    public ConnectionBuffers(int receiveBytesMax, int responseBytesMax, BufferBudget budget)
    {
        _pool = new BufferPool(budget);
        _budget = budget;
        _receiveBytesMax = receiveBytesMax;
        _responseBytesMax = responseBytesMax;
    }

    /// <summary>Frees what is free; every connection must have returned what it had.</summary>
    public void Dispose() => _pool.Dispose();

    /// <summary>
    /// What can be kept for the connection's request, or its answer: at least what is there, and what the kernel takes
    /// at once. What may be a large request, and whole, gets room for its answer, for <see cref="TryBufferUnsent"/>;
    /// without that it is not to be handled, and the number is smaller than the request.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="receivedBytes">What is there of its requests.</param>
    public int KeepableBytes(Connection<TConnection> connection, int receivedBytes)
    {
        if (receivedBytes < LargeRequestBytes || receivedBytes < connection.RequestBytes)
        {
            int keepable = Math.Max(_budget.FreeBytes + connection.Buffered.Length, SmallResponseBytes);
            return Math.Max(keepable, receivedBytes);
        }
        if (connection.Unsent.IsNone)
            connection.Unsent = _pool.TryRent(_responseBytesMax, BufferUse.Response);
        return connection.Unsent.IsNone ? SmallResponseBytes : Math.Max(receivedBytes, _responseBytesMax);
    }

    /// <summary>
    /// Keeps the bytes, which may lie in the connection's own buffer, at its start; none frees it. False if there is no
    /// room for them.
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
        int room = isLarge ? Math.Min(connection.RequestBytes, _receiveBytesMax) : bytes.Length;
        if (connection.Buffered.Length >= room)
            bytes.CopyTo(connection.Buffered.Span);
        else if (!TryMove(connection, bytes, room))
            return false;
        connection.BufferedBytes = bytes.Length;
        return true;
    }

    /// <summary>Makes room for more behind what is kept. False if there is none.</summary>
    public bool TryGrow(Connection<TConnection> connection) =>
        TryMove(connection, connection.Received, Math.Min(2 * connection.Buffered.Length, _receiveBytesMax));

    /// <summary>Keeps what the kernel did not take of an answer. False if there is no room for it.</summary>
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

    /// <summary>All is sent, or never will be.</summary>
    public void ReturnUnsent(Connection<TConnection> connection)
    {
        if (connection.Unsent.IsNone)
            return;
        _pool.Return(connection.Unsent);
        connection.Unsent = default;
    }

    private bool TryMove(Connection<TConnection> connection, ReadOnlySpan<byte> bytes, int room)
    {
        NativeBuffer larger = _pool.TryRent(room, BufferUse.Request);
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
