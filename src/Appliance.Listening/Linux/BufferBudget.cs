namespace Appliance.Listening.Linux;

/// <summary>What a buffer is for.</summary>
internal enum BufferUse : byte
{
    /// <summary>Bytes of a request that is not whole.</summary>
    Request,
    /// <summary>Bytes of answers that the kernel does not take yet.</summary>
    Response,
}

/// <summary>The bytes that all threads together keep for their connections.</summary>
internal sealed class BufferBudget(int bytesMax)
{
    /// <summary>What most requests need, should they arrive in parts: one page.</summary>
    private static readonly int SmallBytesMax = Pages.PageBytes;

    private readonly int _requestBytesMax = bytesMax - bytesMax / 4;
    private readonly int _responseBytesMax = bytesMax - bytesMax / 8;

    private long _takenBytes;

    /// <summary>What a request may still take; another thread may take it first.</summary>
    public int FreeBytes => (int)Math.Max(0, _requestBytesMax - Volatile.Read(ref _takenBytes));

    /// <summary>
    /// False if more would be kept than may be. The last quarter is not for large requests: half of it is for answers,
    /// so that a request that was taken can be answered, and all of it for small buffers, so that ordinary requests can
    /// arrive in parts.
    /// </summary>
    public bool TryTake(int bytes, BufferUse use)
    {
        int max = bytes <= SmallBytesMax ? bytesMax : use == BufferUse.Response ? _responseBytesMax : _requestBytesMax;
        if (Interlocked.Add(ref _takenBytes, bytes) <= max)
            return true;
        Interlocked.Add(ref _takenBytes, -bytes);
        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _takenBytes, -bytes);
}
