namespace Appliance.Settings;

/// <summary>Suggests the setting that a misspelt flag or variable may have meant.</summary>
internal static class NearName
{
    /// <summary>The edit distance up to which a name is suggested; long names, such as <c>trusted-proxy</c>, may have
    /// one edit more.</summary>
    private const int EditsMax = 2;
    private const int EditsOfLongMax = 3;
    private const int LongLength = 12;

    /// <summary>Longer texts are not compared.</summary>
    private const int LengthMax = 64;

    /// <summary>Ends a sentence about an unknown flag or variable: <c>; did you mean --listen?</c>, or a full stop if
    /// no name is near.</summary>
    /// <param name="written">The flag or variable as given.</param>
    public static string Hint(string written) =>
        Of(written) is { } nearest ? $"; did you mean {nearest}?" : ".";

    /// <summary>The nearest flag or variable; null if none is near enough.</summary>
    public static string? Of(string written)
    {
        bool isFlag = CommandLine.IsFlag(written);
        string? nearest = null;
        int prefix = isFlag ? CommandLine.FlagPrefix.Length : Setting.VariablePrefix.Length;
        int nearestEdits = 1 + (written.Length - prefix < LongLength ? EditsMax : EditsOfLongMax);
        foreach (Setting row in AllSettings.Rows)
            Compare(isFlag ? row.Flag : row.Variable);
        foreach (string flag in isFlag ? CommandLine.ServeFlags : [])
            Compare(flag);
        return nearest;

        void Compare(string name)
        {
            int edits = Edits(written, name);
            if (edits < nearestEdits)
                (nearest, nearestEdits) = (name, edits);
        }
    }

    /// <summary>The Levenshtein distance, ignoring case.</summary>
    private static int Edits(string from, string to)
    {
        if (from.Length > LengthMax || Math.Abs(from.Length - to.Length) > EditsOfLongMax)
            return EditsOfLongMax + 1;
        // One row of the table: the distance from the current prefix to each prefix of the other text.
        Span<int> row = stackalloc int[to.Length + 1];
        for (int j = 0; j < row.Length; j++)
            row[j] = j;
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.Length; j++)
            {
                bool isSame = char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]);
                int replaced = diagonal + (isSame ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[to.Length];
    }
}
