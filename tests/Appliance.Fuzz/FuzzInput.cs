namespace Appliance.Fuzz;

/// <summary>
/// The bytes of one execution: server setup, flags, number of read sizes, read sizes, then the stream that a connection
/// receives. Every file is a valid input. Seeds use digits with their own value: "012" and "17" before a stream select
/// the first setup, draining, and reads of 1 and 7 bytes in turn.
/// </summary>
internal readonly ref struct FuzzInput
{
    private const int FixedBytes = 3;
    private const int SizesMax = 7;

    private FuzzInput(ReadOnlySpan<byte> bytes)
    {
        ServerSetup = ServerSetup.All[(byte)(bytes[0] - '0') % ServerSetup.All.Count];
        IsDraining = (bytes[1] & 1) != 0;
        HasLittleRoom = (bytes[1] & 2) != 0;
        int sizes = Math.Min(bytes[2] & SizesMax, bytes.Length - FixedBytes);
        ReadSizes = bytes.Slice(FixedBytes, sizes);
        Stream = bytes[(FixedBytes + sizes)..];
    }

    public ServerSetup ServerSetup { get; }

    /// <summary>The listener is stopping.</summary>
    public bool IsDraining { get; }

    /// <summary>The response buffer has the minimum size.</summary>
    public bool HasLittleRoom { get; }

    /// <summary>Encoded sizes of the reads, used in turn; see <see cref="BytesOf"/>. Empty: a single read.</summary>
    public ReadOnlySpan<byte> ReadSizes { get; }

    public ReadOnlySpan<byte> Stream { get; }

    public static FuzzInput Of(ReadOnlySpan<byte> bytes) =>
        bytes.Length < FixedBytes ? new FuzzInput("000"u8) : new FuzzInput(bytes);

    /// <summary>1 to 256; the digits 1 to 9 mean their value, "0" means 256.</summary>
    public static int BytesOf(byte readSize) => (byte)(readSize - '1') + 1;
}
