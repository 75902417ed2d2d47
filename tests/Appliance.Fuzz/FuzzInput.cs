namespace Appliance.Fuzz;

/// <summary>
/// One execution's bytes: world, setting, number of read sizes, the sizes, and then what a connection receives. Every
/// file is an input. In seeds the first bytes are digits that mean themselves: "012" and "17" in front of a stream
/// are the first world, draining, and reads of 1 and 7 bytes in turn.
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

    /// <summary>Answers get the least room that they may have.</summary>
    public bool HasLittleRoom { get; }

    /// <summary>How many bytes arrive at once, in turn, as <see cref="BytesOf"/> reads it. None: all there are.
    /// </summary>
    public ReadOnlySpan<byte> ReadSizes { get; }

    public ReadOnlySpan<byte> Stream { get; }

    public static FuzzInput Of(ReadOnlySpan<byte> bytes) =>
        bytes.Length < FixedBytes ? new FuzzInput("000"u8) : new FuzzInput(bytes);

    /// <summary>1 to 256; the digits mean themselves, "0" means 256.</summary>
    public static int BytesOf(byte readSize) => (byte)(readSize - '1') + 1;
}
