using System.Runtime.InteropServices;

namespace Appliance.PolicyModel;

/// <summary>
/// Bytes as a string constant, two a character, the first in its lower half: where they lie in memory as they are on
/// every machine that this runs on. For each byte of a UTF-8 literal the compiler makes a node of its own; such a
/// string is one, whatever its length.
/// </summary>
public static class PackedText
{
    /// <summary>The bytes in a string that <see cref="Pack"/> made.</summary>
    /// <param name="text">The constant.</param>
    /// <param name="length">How many they are: an odd number leaves half a character.</param>
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
