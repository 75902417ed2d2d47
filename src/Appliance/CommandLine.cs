namespace Appliance;

/// <summary>What the command line's parser does not do by itself.</summary>
internal static class CommandLine
{
    public const string FlagPrefix = "--";

    private const string Serve = "serve";

    /// <summary>Verbs that need a second word.</summary>
    private const string Bench = "bench";
    private const string Data = "data";

    /// <summary>The parser leaves to the verb what comes after it.</summary>
    private const string Escape = "--";

    private static readonly string[] Verbs =
        [Serve, "token", "verify", "explain", "policy", "--help", "-h", "--version"];

    /// <summary>The flags of <c>serve</c> that the parser reads.</summary>
    public static readonly string[] ServeFlags = ["--dev", "--show-settings", OutputFlag, "--help"];

    private const string OutputFlag = "--output";
    private const string OutputLetter = "-o";
    private const string HelpLetter = "-h";

    private static readonly string[] Benches = ["sign", "http"];

    private static readonly string[] DataVerbs = ["check", "backup", "begin-anew"];

    public static bool IsFlag(string argument) => argument.StartsWith(FlagPrefix, StringComparison.Ordinal);

    /// <summary>The parser answers an unknown verb with its help and success; scripts need to hear of it.</summary>
    public static bool NamesVerb(string[] args) => args switch
    {
        [Bench, string bench, ..] => Benches.Contains(bench),
        [Data, string verb, ..] => DataVerbs.Contains(verb),
        _ => args.Length > 0 && Verbs.Contains(args[0]),
    };

    public static string UnknownVerb(string[] args) => args[0] switch
    {
        Bench => "bench needs to be told what: " + string.Join(" or ", Benches) + ".",
        Data => "data needs to be told what: " + string.Join(" or ", DataVerbs) + ".",
        _ => $"There is no command '{args[0]}'.",
    };

    /// <summary>The parser answers a verb alone with its help and success, also where the verb cannot do without
    /// options.</summary>
    public static bool LacksAllOptions(string[] args) => 
        args is ["token"] or ["explain"] or [Bench, "http"] or [Data, "backup"];

    /// <summary>The parser is about to print help for the verb that has settings.</summary>
    /// <param name="args">As <see cref="Normalize"/> gives them.</param>
    public static bool AsksHelpForSettings(string[] args) =>
        args is [Serve, "--help" or "-h"] or [Serve, "--help" or "-h", Escape, ..];

    /// <summary>Splits <c>--name=value</c>, and moves what the parser of <c>serve</c> does not know to where it does
    /// not read: settings have a table of their own, which also says what is wrong with the rest.</summary>
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

    /// <summary>As the parser compares.</summary>
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
