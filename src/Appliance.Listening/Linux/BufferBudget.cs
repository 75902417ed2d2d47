using System.Diagnostics;
using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>The purpose of a buffer.</summary>
internal enum BufferUse : byte
{
    /// <summary>Bytes of an incomplete request.</summary>
    Request,
    /// <summary>Bytes of responses that the kernel does not accept yet.</summary>
    Response,
}

/// <summary>The budget of bytes that all threads may buffer for their connections. Thread-safe.</summary>
internal sealed class BufferBudget(int bytesMax)
{
    /// <summary>One page: enough for most requests that arrive in parts.</summary>
    private static readonly int SmallBytesMax = Pages.PageBytes;

    private readonly int _requestBytesMax = bytesMax - bytesMax / 4;
    private readonly int _responseBytesMax = bytesMax - bytesMax / 8;

    private long _takenBytes;

    /// <summary>Bytes that a request may still take. A hint only: another thread may take them first.</summary>
    public int FreeBytes => (int)Math.Max(0, _requestBytesMax - Volatile.Read(ref _takenBytes));

    /// <summary>
    /// False if the budget would be exceeded. The last quarter is not available to large requests. Half of it is
    /// reserved for responses, so that an accepted request can be responded to. All of it is available to small
    /// buffers, so that ordinary requests can arrive in parts.
    /// </summary>
    public bool TryTake(int bytes, BufferUse use)
    {
        int max = bytes <= SmallBytesMax ? bytesMax : use == BufferUse.Response ? _responseBytesMax : _requestBytesMax;
        if (Interlocked.Add(ref _takenBytes, bytes) <= max)
            return true;
        Interlocked.Add(ref _takenBytes, -bytes);
        return false;
    }

    public void Return(int bytes)
    {
        long left = Interlocked.Add(ref _takenBytes, -bytes);
        Debug.Assert(left >= 0, "Only taken bytes are returned.");
    }
}
