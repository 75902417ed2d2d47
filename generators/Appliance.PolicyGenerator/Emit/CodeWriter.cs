using System.Text;

namespace Appliance.PolicyGenerator.Emit;

/// <summary>Collects whole blocks of C#, each indented as deep as the writer stands.</summary>
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

    /// <summary>Appends a heading and an opening brace; what follows is inside.</summary>
    public void Open(string heading)
    {
        Block(heading);
        Block("{");
        _level++;
    }

    /// <summary>Appends the closing brace, and what belongs behind it.</summary>
    public void Close(string behind = "")
    {
        _level--;
        Block("}" + behind);
    }

    public override string ToString() => _text.ToString();
}
