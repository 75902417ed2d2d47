namespace Appliance.Settings;

/// <summary>What a misspelt flag or variable of a setting was perhaps meant to be.</summary>
internal static class NearName
{
    /// <summary>More edits make another word; a long one may have one more, as <c>trusted-proxy</c> has.</summary>
    private const int EditsMax = 2;
    private const int EditsOfLongMax = 3;
    private const int LongLength = 12;

    /// <summary>Longer texts are not compared.</summary>
    private const int LengthMax = 64;

    /// <summary>Ends a sentence about an unknown flag or variable: <c>; did you mean --listen?</c>, or a full stop if
    /// no name is near.</summary>
    /// <param name="written">A flag or a variable, as it was written.</param>
    public static string Hint(string written) =>
        Of(written) is { } nearest ? $"; did you mean {nearest}?" : ".";

    /// <summary>The flag or variable that is nearest to what was written; null if none is near.</summary>
    public static string? Of(string written)
    {
        bool isFlag = CommandLine.IsFlag(written);
        string? nearest = null;
        int prefix = isFlag ? CommandLine.FlagPrefix.Length : Setting.VariablePrefix.Length;
        int editsMax = 1 + (written.Length - prefix < LongLength ? EditsMax : EditsOfLongMax);
        foreach (Setting row in AllSettings.Rows)
            Compare(isFlag ? row.Flag : row.Variable);
        foreach (string flag in isFlag ? CommandLine.ServeFlags : [])
            Compare(flag);
        return nearest;

        void Compare(string name)
        {
            int edits = Edits(written, name);
            if (edits < editsMax)
                (nearest, editsMax) = (name, edits);
        }
    }

    /// <summary>Letters to insert, delete or replace to get from one text to the other (Levenshtein).</summary>
    private static int Edits(string from, string to)
    {
        if (from.Length > LengthMax || Math.Abs(from.Length - to.Length) > EditsOfLongMax)
            return EditsOfLongMax + 1;
        // One row of the table: edits from the text so far to each beginning of the other.
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
