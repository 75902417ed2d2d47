using System.Diagnostics;
using System.Text;

namespace Appliance.Endpoints;

/// <summary>A path with at most two parameters: segments in capital letters, such as
/// <c>/v2/room-codes/room/ROOM/role/ROLE</c>. A parameter is one segment and not empty.</summary>
internal sealed class PathPattern
{
    private readonly byte[] _before;
    private readonly byte[] _between = [];
    private readonly byte[] _after = [];
    private readonly int _parameterCount;

    public PathPattern(string text)
    {
        Text = text;
        List<StringBuilder> literals = [new()];
        foreach (string segment in text.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            literals[^1].Append('/');
            if (char.IsAsciiLetterUpper(segment[0]))
                literals.Add(new());
            else
                literals[^1].Append(segment);
        }
        _parameterCount = literals.Count - 1;
        Debug.Assert(_parameterCount <= 2, text);
        _before = Utf8(literals[0]);
        if (_parameterCount > 0)
            _after = Utf8(literals[^1]);
        if (_parameterCount > 1)
            _between = Utf8(literals[1]);

        static byte[] Utf8(StringBuilder literal) => Encoding.ASCII.GetBytes(literal.ToString());
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
