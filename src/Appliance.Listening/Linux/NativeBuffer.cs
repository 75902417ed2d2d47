namespace Appliance.Listening.Linux;

/// <summary>
/// Bytes of native memory, content undefined; default stands for none. It frees nothing itself: its owner gives it back
/// where it came from, once.
/// </summary>
internal readonly unsafe struct NativeBuffer(byte* start, int length)
{
    public byte* Start => start;

    public int Length => length;

    public bool IsNone => start is null;

    public Span<byte> Span => new(start, length);
}
