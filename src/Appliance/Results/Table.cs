namespace Appliance.Results;

/// <summary>Rows with their columns aligned. Rows are asked for twice, so that many of them need no memory.</summary>
internal static class Table
{
    /// <summary>Where lines are broken, if their last cell can be.</summary>
    public const int LineColumnsMax = 100;

    private const string Gap = "  ";

    /// <summary>However little room is left, the last cell gets some.</summary>
    private const int LastCellColumnsMin = 24;

    /// <summary>Writes rows of as many cells each; the last cell goes on in further lines if it is long.</summary>
    /// <param name="result">Where the lines go.</param>
    /// <param name="count">How many rows there are.</param>
    /// <param name="row">The row at a place: cells that are safe to show.</param>
    /// <param name="indent">Columns before each line.</param>
    public static void Write(ResultWriter result, int count, Func<int, string[]> row, int indent = 0)
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
            WriteRow(result, row(i), widths, indent);
    }

    private static void WriteRow(ResultWriter result, string[] cells, int[] widths, int indent)
    {
        string line = new(' ', indent);
        int column = indent;
        for (int i = 0; i + 1 < cells.Length; i++)
        {
            line += cells[i] + new string(' ', widths[i] - ColumnsOf(cells[i])) + Gap;
            column += widths[i] + Gap.Length;
        }
        string rest = cells[^1];
        int room = Math.Max(LastCellColumnsMin, LineColumnsMax - column);
        for (int end = LineEnd(rest, room); end < rest.Length; end = LineEnd(rest, room))
        {
            result.Text(line + rest[..end] + "\n");
            line = new(' ', column);
            rest = rest[(end + 1)..];
        }
        result.Text((line + rest).TrimEnd(' ') + "\n");
    }

    /// <summary>Where the first line of a text ends: at its last blank that fits, or at the first one if none
    /// does.</summary>
    private static int LineEnd(string text, int columnsMax)
    {
        if (text.Length <= columnsMax)
            return text.Length;
        int blank = text.LastIndexOf(' ', columnsMax);
        if (blank <= 0)
            blank = text.IndexOf(' ', 1);
        return blank < 0 ? text.Length : blank;
    }

    /// <summary>A column for each code point.</summary>
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
