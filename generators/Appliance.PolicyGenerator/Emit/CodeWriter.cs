using System.Diagnostics;
using System.Text;

namespace Appliance.PolicyGenerator.Emit;

/// <summary>Collects blocks of C#, indented to the current level.</summary>
internal sealed class CodeWriter
{
    private const int SpacesPerLevel = 4;

    private readonly StringBuilder _text = new();
    private int _level;

    /// <summary>Appends every line of a block.</summary>
    public void Block(string code)
    {
        int start = 0;
        while (start <= code.Length)
        {
            int end = code.IndexOf('\n', start);
            end = end < 0 ? code.Length : end;
            int lineEnd = end > start && code[end - 1] == '\r' ? end - 1 : end;
            if (lineEnd > start)
                _text.Append(' ', _level * SpacesPerLevel).Append(code, start, lineEnd - start);
            _text.Append('\n');
            start = end + 1;
        }
    }

    /// <summary>Appends an empty line.</summary>
    public void Gap() => _text.Append('\n');

    /// <summary>Appends a heading and an opening brace, and indents.</summary>
    public void Open(string heading)
    {
        Block(heading);
        Block("{");
        _level++;
    }

    /// <summary>Unindents, and appends the closing brace and a suffix.</summary>
    public void Close(string suffix = "")
    {
        Debug.Assert(_level > 0, "no open brace");
        _level--;
        Block("}" + suffix);
    }

    public override string ToString()
    {
        Debug.Assert(_level == 0, "an open brace");
        return _text.ToString();
    }
}
