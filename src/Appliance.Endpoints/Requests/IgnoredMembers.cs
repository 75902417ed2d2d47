using System.Diagnostics;

namespace Appliance.Endpoints;

/// <summary>
/// The names of the members of one body that are ignored, so that a duplicate is found among them as well. Made once a
/// thread; <see cref="Begin"/> comes before each body.
/// </summary>
internal sealed class IgnoredMembers
{
    /// <summary>More ignored members than this in one body are refused.</summary>
    public const int CountMax = 64;

    private readonly (int Start, int Length, bool IsDecoded)[] _names = new (int, int, bool)[CountMax];
    private int _count;

    public void Begin() => _count = 0;

    public bool IsFull => _count == CountMax;

    /// <summary>False if the name was there before.</summary>
    /// <param name="name">Decoded: a part of the body, or of the buffer that escapes were decoded into.</param>
    /// <param name="body">The body.</param>
    /// <param name="decoded">That buffer.</param>
    public bool TryAdd(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body, ReadOnlySpan<byte> decoded)
    {
        Debug.Assert(!IsFull);
        for (int i = 0; i < _count; i++)
        {
            (int start, int length, bool isDecoded) = _names[i];
            if (name.SequenceEqual((isDecoded ? decoded : body).Slice(start, length)))
                return false;
        }
        bool isInBody = body.Overlaps(name, out int at);
        if (!isInBody)
            decoded.Overlaps(name, out at);
        // An empty name overlaps with nothing, and is equal to any other empty one.
        _names[_count++] = name.IsEmpty ? (0, 0, false) : (at, name.Length, !isInBody);
        return true;
    }
}
