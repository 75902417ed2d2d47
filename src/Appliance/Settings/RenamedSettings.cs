namespace Appliance.Settings;

/// <summary>Settings that have been renamed. An old flag or variable is an error: ignoring it would silently apply the
/// default.</summary>
internal static class RenamedSettings
{
    private static readonly (string Old, string New)[] Rows = [("answer-seconds", "response-seconds")];

    /// <summary>An error that gives the new flag; null if the flag was not renamed. Case is ignored.</summary>
    public static string? FlagError(string flag)
    {
        foreach ((string old, string renamed) in Rows)
        {
            if (flag.Equals(Setting.FlagOf(old), StringComparison.OrdinalIgnoreCase))
                return Error(Setting.FlagOf(old), Setting.FlagOf(renamed));
        }
        return null;
    }

    /// <summary>An error for each old variable that is set and not empty.</summary>
    /// <param name="variable">A variable's value, or null.</param>
    public static List<string> VariableErrors(Func<string, string?> variable)
    {
        List<string> errors = [];
        foreach ((string old, string renamed) in Rows)
        {
            if (variable(Setting.VariableOf(old)) is { Length: > 0 })
                errors.Add(Error(Setting.VariableOf(old), Setting.VariableOf(renamed)));
        }
        return errors;
    }

    public static bool HasVariable(string variable) =>
        Array.Exists(Rows, row => variable == Setting.VariableOf(row.Old));

    private static string Error(string old, string renamed) => $"{old} was renamed: use {renamed}.";
}
