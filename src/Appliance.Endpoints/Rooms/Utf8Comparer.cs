namespace Appliance.Endpoints;

/// <summary>Text as its UTF-8 bytes, so that a dictionary is asked with what stands in a request.</summary>
internal sealed class Utf8Comparer
    : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly Utf8Comparer Instance = new();

    public bool Equals(byte[]? left, byte[]? right) => left.AsSpan().SequenceEqual(right);

    public int GetHashCode(byte[] text) => GetHashCode(text.AsSpan());

    public bool Equals(ReadOnlySpan<byte> text, byte[] other) => text.SequenceEqual(other);

    /// <summary>Ids and codes are ours and random: nobody chooses where they come to lie.</summary>
    public int GetHashCode(ReadOnlySpan<byte> text)
    {
        HashCode hash = default;
        hash.AddBytes(text);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> text) => text.ToArray();
}
