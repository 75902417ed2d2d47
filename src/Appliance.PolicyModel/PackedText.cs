using System.Runtime.InteropServices;

namespace Appliance.PolicyModel;

/// <summary>
/// Bytes packed into a string constant, two a character, the first in the lower half: the memory layout on every
/// supported (little-endian) machine. For a UTF-8 literal the compiler creates a syntax node for each byte; such a
/// string is one node.
/// </summary>
public static class PackedText
{
    /// <summary>Reads the bytes of a string made by <see cref="Pack"/>.</summary>
    /// <param name="text">The constant.</param>
    /// <param name="length">The byte count; an odd count ends in half a character.</param>
    public static ReadOnlySpan<byte> Read(string text, int length) =>
        MemoryMarshal.AsBytes(text.AsSpan()).Slice(0, length);

    public static string Pack(ReadOnlySpan<byte> bytes)
    {
        var text = new char[(bytes.Length + 1) / 2];
        for (int i = 0; i < text.Length; i++)
        {
            int upper = i * 2 + 1 < bytes.Length ? bytes[i * 2 + 1] : 0;
            text[i] = (char)(upper << 8 | bytes[i * 2]);
        }
        return new(text);
    }
}
