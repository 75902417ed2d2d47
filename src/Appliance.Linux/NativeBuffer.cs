namespace Appliance.Linux;

/// <summary>
/// Native memory of undefined content; default is no buffer. It does not free itself: its owner returns it to its
/// source exactly once.
/// </summary>
public readonly unsafe struct NativeBuffer(byte* start, int length)
{
    public byte* Start => start;

    public int Length => length;

    public bool IsNone => start is null;

    public Span<byte> Span => new(start, length);
}
