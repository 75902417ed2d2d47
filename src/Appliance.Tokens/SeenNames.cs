using Appliance.Json;

namespace Appliance.Tokens;

/// <summary>The names of an object's members so far, decoded: each may come once, however it is written (RFC 7515,
/// section 4; RFC 7519, section 4).</summary>
/// <param name="text">Holds the names; members whose names do not fit are refused.</param>
/// <param name="ends">One for each member; more members are refused.</param>
internal ref struct SeenNames(Span<byte> text, Span<int> ends)
{
    private readonly Span<byte> _text = text;
    private readonly Span<int> _ends = ends;
    private int _count;

    /// <summary>False if the name was there before, or there is no room for it.</summary>
    /// <param name="reader">At a name.</param>
    /// <param name="name">Decoded.</param>
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
