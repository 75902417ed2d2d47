namespace Appliance;

/// <summary>What the command line's parser does not do by itself.</summary>
internal static class CommandLine
{
    /// <summary>Between the values of a repeated option, once they are joined; no argument can hold it.</summary>
    public const char ListSeparator = '\0';

    private static readonly string[] Verbs =
        ["serve", "token", "verify", "explain", "policy", "--help", "-h", "--version"];

    /// <summary>The parser answers an unknown verb with its help and success; scripts need to hear of it.</summary>
    public static bool NamesVerb(string[] args) => args.Length > 0 && Verbs.Contains(args[0]);

    /// <summary>The parser answers a verb alone with its help and success, also where the verb cannot do without
    /// options.</summary>
    public static bool LacksAllOptions(string[] args) => args is ["token"] or ["explain"];

    /// <summary>Splits <c>--name=value</c>, and joins repeated <c>--listen</c> options, of which the parser would keep
    /// only the last.</summary>
    public static string[] Normalize(string[] args)
    {
        const string Repeatable = "--listen";
        List<string> addresses = [];
        List<string> others = [];
        args = [.. args.SelectMany(SplitAtEquals)];
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == Repeatable && i + 1 < args.Length)
                addresses.Add(args[++i]);
            else
                others.Add(args[i]);
        }
        if (addresses.Count > 0)
            others.AddRange([Repeatable, string.Join(ListSeparator, addresses)]);
        return [.. others];
    }

    private static string[] SplitAtEquals(string argument)
    {
        int equals = argument.IndexOf('=');
        return equals > 2 && argument.StartsWith("--", StringComparison.Ordinal)
            ? [argument[..equals], argument[(equals + 1)..]]
            : [argument];
    }
}
