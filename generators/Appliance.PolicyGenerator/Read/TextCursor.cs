using System.Diagnostics;

namespace Appliance.PolicyGenerator.Read;

/// <summary>
/// Converts byte offsets of UTF-8 text to editor positions: lines and columns from 0, columns in UTF-16 code units. A
/// line ends at CR, LF or CR LF. Only diagnostics need positions, so a valid policy is never scanned.
/// </summary>
internal struct TextCursor(byte[] utf8)
{
    private int _offset;

    /// <summary>UTF-16 code units from the start of the text.</summary>
    public int Position { get; private set; }

    public int Line { get; private set; }

    public int Column { get; private set; }

    /// <summary>Advances to a byte offset, never back.</summary>
    public void MoveTo(int offset)
    {
        Debug.Assert(_offset <= offset && offset <= utf8.Length, "back, or beyond the text");
        for (; _offset < offset; _offset++)
            Pass(utf8[_offset]);
    }

    private void Pass(byte next)
    {
        // A UTF-8 sequence counts at its first byte: two code units if it has four bytes (from U+10000), otherwise one.
        int units = next switch { >= 0x80 and < 0xC0 => 0, >= 0xF0 => 2, _ => 1 };
        Position += units;
        Column += units;
        if (next is not ((byte)'\n' or (byte)'\r'))
            return;
        Column = 0;
        bool endsCrLf = next == (byte)'\n' && _offset > 0 && utf8[_offset - 1] == (byte)'\r';
        if (!endsCrLf)
            Line++;
    }
}
