using System.Diagnostics;

namespace Appliance.Listening.Linux;

/// <summary>
/// The connections of one thread whose responses are in the thread's response buffer and not sent yet, in the order of
/// the buffer. They are sent together: first <see cref="Next"/> until it returns null, then more can be added.
/// </summary>
internal sealed class PendingResponses<TConnection>
    where TConnection : struct
{
    /// <summary>Enough connections for sealing their responses together to pay, and still sent soon.</summary>
    private const int CountMax = 8;

    private readonly Connection<TConnection>[] _connections = new Connection<TConnection>[CountMax];
    private int _count;
    private int _sentCount;

    public bool IsFull => _count == CountMax;

    /// <summary>Whether there are connections and none has been sent to yet.</summary>
    public bool IsUnsent => _sentCount == 0 && _count > 0;

    /// <summary>Bytes of the response buffer that are taken, from its start.</summary>
    public int Bytes { get; private set; }

    /// <summary>Adds responses that were written behind the last ones.</summary>
    public void Add(Connection<TConnection> connection, int written)
    {
        Debug.Assert(!IsFull && _sentCount == 0, "Pending responses are sent before others are added.");
        Debug.Assert(connection.ResponsesBytes == 0, "A connection is advanced after its responses were sent.");
        connection.ResponsesStart = Bytes;
        connection.ResponsesBytes = written;
        _connections[_count++] = connection;
        Bytes += written;
    }

    /// <summary>The next connection to send to; null after the last.</summary>
    public Connection<TConnection>? Next()
    {
        while (_sentCount < _count)
        {
            Connection<TConnection> connection = _connections[_sentCount++];
            // A connection closed meanwhile has no responses; its table entry may already be reused.
            if (connection.ResponsesBytes > 0)
                return connection;
        }
        _sentCount = 0;
        _count = 0;
        Bytes = 0;
        return null;
    }
}
