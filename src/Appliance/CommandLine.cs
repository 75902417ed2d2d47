using Appliance.Settings;

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

    /// <summary>Splits <c>--name=value</c>, and moves the settings of <c>serve</c>, which have a table of their own,
    /// to where the parser does not read.</summary>
    public static string[] Normalize(string[] args)
    {
        args = SplitAtEquals(args);
        if (args is not [Serve, ..])
            return args;
        List<string> others = [];
        List<string> settings = [];
        for (int i = 0; i < args.Length; i++)
        {
            // A misspelt setting goes to the table too, which says what it was perhaps meant to be.
            bool isSetting = AllSettings.IndexOfFlag(args[i]) >= 0
                || IsFlag(args[i]) && NearName.Of(args[i]) is not null;
            if (!isSetting)
            {
                others.Add(args[i]);
                continue;
            }
            settings.Add(args[i]);
            if (i + 1 < args.Length && !IsFlag(args[i + 1]))
                settings.Add(args[++i]);
        }
        return settings.Count == 0 ? args : [.. others, Escape, .. settings];
    }

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
