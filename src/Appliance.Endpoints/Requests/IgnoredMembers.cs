using System.Diagnostics;

namespace Appliance.Endpoints.Requests;

/// <summary>
/// The names of the ignored members of one body, to detect duplicates among them. One per thread; call
/// <see cref="Begin"/> before each body.
/// </summary>
internal sealed class IgnoredMembers
{
    /// <summary>The maximum number of ignored members in a body.</summary>
    public const int CountMax = 64;

    private readonly (int Start, int Length, bool IsDecoded)[] _names = new (int, int, bool)[CountMax];
    private int _count;

    public void Begin() => _count = 0;

    public bool IsFull => _count == CountMax;

    /// <summary>False if the name is a duplicate.</summary>
    /// <param name="name">Decoded: a slice of <paramref name="body"/> or of <paramref name="decoded"/>.</param>
    /// <param name="body">The body.</param>
    /// <param name="decoded">The buffer of strings that had escapes.</param>
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
        // An empty name overlaps nothing; any empty slice equals it.
        _names[_count++] = name.IsEmpty ? (0, 0, false) : (at, name.Length, !isInBody);
        return true;
    }
}
