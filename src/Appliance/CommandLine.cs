namespace Appliance;

/// <summary>Prepares the command line for the parser.</summary>
internal static class CommandLine
{
    public const string FlagPrefix = "--";

    private const string Serve = Verbs.Serve;

    /// <summary>The parser passes the arguments after it to the verb.</summary>
    private const string Escape = "--";

    private const string HelpFlag = "--help";

    private const string VersionFlag = "--version";

    /// <summary>The flags of <c>serve</c> that the parser reads.</summary>
    public static readonly string[] ServeFlags = ["--dev", "--show-settings", OutputFlag, HelpFlag];

    private const string OutputFlag = "--output";
    private const string OutputLetter = "-o";
    private const string HelpLetter = "-h";

    public static bool IsFlag(string argument) => argument.StartsWith(FlagPrefix, StringComparison.Ordinal);

    /// <summary>Whether the command line can be passed to the parser, which prints help and exits with 0 for an unknown
    /// verb: scripts need an error.</summary>
    public static bool HasVerb(string[] args) =>
        args is [HelpFlag or HelpLetter or VersionFlag, ..] || Verbs.Find(args) is not null;

    /// <summary>Whether a verb that needs arguments has none. The parser would print help and exit with 0.</summary>
    public static bool LacksArguments(string[] args) =>
        Verbs.Find(args) is { NeedsArguments: true } verb && string.Join(' ', args) == verb.Name;

    /// <summary>Help is requested for a group of verbs, such as <c>data --help</c>, which the parser does not know.
    /// </summary>
    public static bool IsGroupHelp(string[] args) =>
        args is [var word, HelpFlag or HelpLetter] && Verbs.IsGroup(word);

    /// <summary>Splits <c>--name=value</c>, and moves arguments that the parser of <c>serve</c> does not know behind
    /// the escape: <see cref="Settings.SettingsReader"/> reads settings there and reports unknown arguments.</summary>
    public static string[] Normalize(string[] args)
    {
        args = SplitAtEquals(args);
        if (args is not [Serve, ..])
            return args;
        List<string> parsed = [Serve];
        List<string> settings = [];
        for (int i = 1; i < args.Length; i++)
        {
            bool takesValue = IsSame(args[i], OutputFlag) || args[i] == OutputLetter;
            bool isParsed = takesValue || args[i] == HelpLetter
                || Array.Exists(ServeFlags, flag => IsSame(args[i], flag));
            List<string> list = isParsed ? parsed : settings;
            list.Add(args[i]);
            if ((takesValue || !isParsed && IsFlag(args[i])) && i + 1 < args.Length && !IsFlag(args[i + 1]))
                list.Add(args[++i]);
        }
        return settings.Count == 0 ? args : [.. parsed, Escape, .. settings];
    }

    /// <summary>Compares as the parser does.</summary>
    private static bool IsSame(string argument, string flag) =>
        argument.Equals(flag, StringComparison.OrdinalIgnoreCase);

    private static string[] SplitAtEquals(string[] args)
    {
        List<string> split = [];
        foreach (string argument in args)
        {
            int equals = argument.IndexOf('=');
            if (equals > FlagPrefix.Length && IsFlag(argument))
                split.AddRange([argument[..equals], argument[(equals + 1)..]]);
            else
                split.Add(argument);
        }
        return [.. split];
    }
}
