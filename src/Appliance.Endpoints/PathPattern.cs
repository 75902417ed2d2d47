using System.Diagnostics;
using System.Text;

namespace Appliance.Endpoints;

/// <summary>A path with at most two parameters: segments in capital letters, such as
/// <c>/v2/room-codes/room/ROOM/role/ROLE</c>. A parameter is one segment and not empty.</summary>
internal sealed class PathPattern
{
    private readonly byte[] _before = [];
    private readonly byte[] _between = [];
    private readonly byte[] _after = [];
    private readonly int _parameterCount;

    public PathPattern(string text)
    {
        Text = text;
        int start = 0;
        for (int at = 1; at < text.Length; at++)
        {
            if (text[at - 1] != '/' || !char.IsAsciiLetterUpper(text[at]))
                continue;
            byte[] literal = Encoding.ASCII.GetBytes(text, start, at - start);
            Debug.Assert(_parameterCount < 2, text);
            if (_parameterCount++ == 0)
                _before = literal;
            else
                _between = literal;
            int length = text.AsSpan(at).IndexOf('/');
            start = length < 0 ? text.Length : at + length;
        }
        byte[] last = Encoding.ASCII.GetBytes(text, start, text.Length - start);
        if (_parameterCount == 0)
            _before = last;
        else
            _after = last;
    }

    public string Text { get; }

    /// <summary>Whether the path matches.</summary>
    /// <param name="path">The bytes of the request target before the query.</param>
    /// <param name="first">The first parameter, not decoded; empty if the path has no parameter.</param>
    /// <param name="second">The second parameter; empty if the path has fewer.</param>
    public bool TryMatch(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> second)
    {
        first = second = default;
        if (_parameterCount == 0)
            return path.SequenceEqual(_before);
        if (path.Length <= _before.Length + _after.Length || !path.StartsWith(_before) || !path.EndsWith(_after))
            return false;
        first = path[_before.Length..^_after.Length];
        if (_parameterCount == 1)
            return !first.Contains((byte)'/');
        int end = first.IndexOf((byte)'/');
        if (end <= 0 || !first[end..].StartsWith(_between))
            return false;
        second = first[(end + _between.Length)..];
        first = first[..end];
        return !second.IsEmpty && !second.Contains((byte)'/');
    }
}
