namespace Appliance;

/// <summary>A verb of the command line, as help shows it.</summary>
/// <param name="name">One or two words.</param>
/// <param name="example">A command line that shows a common use.</param>
/// <param name="operand">The positional argument, in brackets if it is optional; empty if the verb has none.</param>
/// <param name="needsArguments">Whether the verb cannot run without any argument.</param>
internal sealed class Verb(string name, string example, string operand = "", bool needsArguments = false)
{
    public string Name => name;
    public string Example => example;
    public string Operand => operand;
    public bool NeedsArguments => needsArguments;

    /// <summary>The verb with its operand.</summary>
    public string Usage => operand == "" ? name : $"{name} {operand}";
}

/// <summary>The verbs. Their options are the parameters of the methods with <c>[Command]</c>; a test compares both.
/// </summary>
internal static class Verbs
{
    public const string Serve = "serve";

    public static readonly Verb[] All =
    [
        new(Serve, "appliance serve --dev"),
        new("token", "appliance token --app johndoe --room ROOM --role host", needsArguments: true),
        new("verify", "appliance verify --app johndoe TOKEN", "[TOKEN]"),
        new("explain", "appliance explain --app johndoe --room ROOM --role host --expiry 2h", needsArguments: true),
        new("policy", "appliance policy --output json"),
        new("version", "appliance version --output json"),
        new("health", "appliance health http://127.0.0.1:8081", "[URL]"),
        new("data check", "appliance data check --data /var/lib/appliance"),
        new("data backup", "appliance data backup --data /var/lib/appliance backup.db", "FILE", needsArguments: true),
        new("data reset-ledger", "appliance data reset-ledger --data /var/lib/appliance"),
        new("bench sign", "appliance bench sign --only request"),
        new("bench http", "appliance bench http http://127.0.0.1:8080 --rate 1000", "URL", needsArguments: true),
    ];

    /// <summary>Verbs that have been renamed. The old name is an error.</summary>
    private static readonly (string Old, string New)[] Renamed = [("data begin-anew", "data reset-ledger")];

    /// <summary>The verb with this name; null if there is no such verb.</summary>
    public static Verb? Find(string name) => Array.Find(All, verb => verb.Name == name);

    /// <summary>The verb that a command line begins with; null if there is no such verb.</summary>
    public static Verb? Find(string[] args) => args switch
    {
        [var first, ..] when !first.Contains(' ') && Find(first) is { } verb => verb,
        [var first, var second, ..] => Find($"{first} {second}"),
        _ => null,
    };

    /// <summary>Whether two-word verbs begin with this word, such as <c>data</c>.</summary>
    public static bool IsGroup(string word) => Subcommands(word).Count > 0;

    /// <summary>The error of a command line that does not begin with a verb.</summary>
    /// <param name="args">One or more.</param>
    public static string DescribeUnknown(string[] args)
    {
        string words = string.Join(' ', args[..Math.Min(2, args.Length)]);
        if (Array.Find(Renamed, verb => verb.Old == words).New is { } renamed)
            return $"'{words}' was renamed: use '{renamed}'.";
        List<string> subcommands = Subcommands(args[0]);
        if (subcommands.Count == 0)
            return $"Unknown command '{args[0]}'.";
        string list = $"{string.Join(", ", subcommands[..^1])} or {subcommands[^1]}";
        return args.Length > 1 && !CommandLine.IsFlag(args[1])
            ? $"Unknown command '{words}': {args[0]} needs {list}."
            : $"{args[0]} needs a subcommand: {list}.";
    }

    private static List<string> Subcommands(string word)
    {
        List<string> subcommands = [];
        foreach (Verb verb in All)
        {
            if (verb.Name.StartsWith(word + " ", StringComparison.Ordinal))
                subcommands.Add(verb.Name[(word.Length + 1)..]);
        }
        return subcommands;
    }
}
