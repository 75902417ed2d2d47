namespace Appliance.Listening.Linux;

/// <summary>The bytes that all threads together keep for their connections.</summary>
internal sealed class BufferBudget(int bytesMax)
{
    /// <summary>What most requests need, should they arrive in parts: one page.</summary>
    private static readonly int SmallBytesMax = Pages.PageBytes;

    private long _takenBytes;

    /// <summary>
    /// False if more would be kept than may be. The last quarter is for small buffers: large ones that fill the rest do
    /// not keep ordinary requests from arriving in parts.
    /// </summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _takenBytes, bytes) <= (bytes <= SmallBytesMax ? bytesMax : bytesMax - bytesMax / 4))
            return true;
        Interlocked.Add(ref _takenBytes, -bytes);
        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _takenBytes, -bytes);
}
