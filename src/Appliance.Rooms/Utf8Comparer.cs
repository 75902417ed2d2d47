namespace Appliance.Rooms;

/// <summary>Compares UTF-8 texts, so that a dictionary can be searched with bytes of a request.</summary>
internal sealed class Utf8Comparer
    : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly Utf8Comparer Instance = new();

    public bool Equals(byte[]? left, byte[]? right) => left.AsSpan().SequenceEqual(right);

    public int GetHashCode(byte[] text) => GetHashCode(text.AsSpan());

    public bool Equals(ReadOnlySpan<byte> text, byte[] other) => text.SequenceEqual(other);

    /// <summary>An unkeyed hash suffices: the appliance draws ids and codes at random, so clients cannot choose
    /// colliding ones.</summary>
    public int GetHashCode(ReadOnlySpan<byte> text)
    {
        HashCode hash = default;
        hash.AddBytes(text);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> text) => text.ToArray();
}
