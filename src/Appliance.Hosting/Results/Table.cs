namespace Appliance.Hosting.Results;

/// <summary>Rows with aligned columns. Each row is requested twice, so that long tables need no memory.</summary>
public static class Table
{
    /// <summary>Default width at which the last cell is wrapped.</summary>
    public const int LineColumnsMax = 100;

    private const string Gap = "  ";

    /// <summary>The last cell gets this width even beyond the line width.</summary>
    private const int LastCellColumnsMin = 24;

    /// <summary>Writes rows with the same number of cells; a long last cell is wrapped at blanks.</summary>
    /// <param name="result">Receives the lines.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="row">The row at an index: cells that are safe to show.</param>
    /// <param name="indent">Columns before each line.</param>
    /// <param name="columnsMax">The width at which the last cell is wrapped.</param>
    public static void Write(
        ResultWriter result, int count, Func<int, string[]> row, int indent = 0, int columnsMax = LineColumnsMax)
    {
        int[] widths = [];
        for (int i = 0; i < count; i++)
        {
            string[] cells = row(i);
            if (widths.Length == 0)
                widths = new int[cells.Length];
            for (int column = 0; column < cells.Length; column++)
                widths[column] = Math.Max(widths[column], ColumnsOf(cells[column]));
        }
        for (int i = 0; i < count && !result.Failed; i++)
            WriteRow(result, row(i), widths, indent, columnsMax);
    }

    private static void WriteRow(
        ResultWriter result, string[] cells, int[] widths, int indent, int columnsMax)
    {
        string line = new(' ', indent);
        int column = indent;
        for (int i = 0; i + 1 < cells.Length; i++)
        {
            line += cells[i] + new string(' ', widths[i] - ColumnsOf(cells[i])) + Gap;
            column += widths[i] + Gap.Length;
        }
        string rest = cells[^1];
        int room = Math.Max(LastCellColumnsMin, columnsMax - column);
        for (int end = LineEnd(rest, room); end < rest.Length; end = LineEnd(rest, room))
        {
            result.Text(line + rest[..end] + "\n");
            line = new(' ', column);
            rest = rest[(end + 1)..];
        }
        result.Text((line + rest).TrimEnd(' ') + "\n");
    }

    /// <summary>The end of a text's first line: its last blank that fits, or else its first blank.</summary>
    private static int LineEnd(string text, int columnsMax)
    {
        if (text.Length <= columnsMax)
            return text.Length;
        int blank = text.LastIndexOf(' ', columnsMax);
        if (blank <= 0)
            blank = text.IndexOf(' ', 1);
        return blank < 0 ? text.Length : blank;
    }

    /// <summary>One column per code point.</summary>
    private static int ColumnsOf(string text)
    {
        int columns = text.Length;
        foreach (char unit in text)
        {
            if (char.IsLowSurrogate(unit))
                columns--;
        }
        return columns;
    }
}
