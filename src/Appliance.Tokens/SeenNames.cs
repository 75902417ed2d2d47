using Appliance.Json;

namespace Appliance.Tokens;

/// <summary>
/// Detects duplicate member names in a JSON object. Names are compared after decoding, so escapes do not hide a
/// duplicate (RFC 7515, section 4; RFC 7519, section 4).
/// </summary>
/// <param name="text">Buffer for the decoded names; its size limits their total length.</param>
/// <param name="ends">End offset of each name; its size limits the number of members.</param>
public ref struct SeenNames(Span<byte> text, Span<int> ends)
{
    private readonly Span<byte> _text = text;
    private readonly Span<int> _ends = ends;
    private int _count;

    /// <summary>Adds a name. Returns false if it is a duplicate or exceeds a limit.</summary>
    /// <param name="reader">Positioned at a member name.</param>
    /// <param name="name">The decoded name.</param>
    public bool TryAdd(scoped in JsonReader reader, out ReadOnlySpan<byte> name)
    {
        name = default;
        int start = _count == 0 ? 0 : _ends[_count - 1];
        if (_count == _ends.Length || !reader.TryCopyString(_text.Slice(start), out int length))
            return false;
        name = _text.Slice(start, length);
        for (int i = 0, other = 0; i < _count; other = _ends[i++])
        {
            if (name.SequenceEqual(_text[other.._ends[i]]))
                return false;
        }
        _ends[_count++] = start + length;
        return true;
    }
}
