using Appliance.Listening;
using Appliance.Results;

namespace Appliance.Settings;

/// <summary>Where a value comes from; a later one wins.</summary>
internal enum SettingSource
{
    Default,
    Environment,
    CommandLine,
}

/// <summary>A sentence that names the flag or variable, what stands there, and what to write.</summary>
internal readonly record struct SettingProblem(SettingSource Source, string Sentence);

/// <summary>Reads the settings from flags and the environment. It goes on after a problem, so that all are told at
/// once.</summary>
internal sealed class SettingsReader
{
    /// <summary>In a socket unit, <c>FileDescriptorName=admin</c>.</summary>
    private const string AdminName = "admin";

    private readonly Dictionary<Setting, SettingSource> _sources = [];
    private readonly HashSet<Setting> _refused = [];
    private readonly List<SettingProblem> _problems = [];

    /// <param name="arguments">Flags of settings and their values, as <see cref="CommandLine"/> sorts them out; any
    /// other is a problem.</param>
    /// <param name="environment">Variables by name. An empty one counts as not set.</param>
    public SettingsReader(ReadOnlySpan<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        Dictionary<Setting, List<string>> flags = ReadFlags(arguments);
        foreach (Setting setting in AllSettings.Rows)
        {
            if (flags.TryGetValue(setting, out List<string>? texts))
                Apply(setting, SettingSource.CommandLine, texts);
            else if (environment.GetValueOrDefault(setting.Variable) is { Length: > 0 } text)
                Apply(setting, SettingSource.Environment, Split(setting, text));
        }
        foreach (SettingCheck check in SettingCheck.All)
            Apply(check);
    }

    /// <summary>What was read; where there are problems, not to be used.</summary>
    public ServeSettings Settings { get; private set; } = new();

    public IReadOnlyList<SettingProblem> Problems => _problems;

    /// <summary>How a process that has these problems ends.</summary>
    public ExitCode ProblemsCode => _problems.Exists(problem => problem.Source == SettingSource.CommandLine)
        ? ExitCode.Usage : ExitCode.BadConfiguration;

    public SettingSource SourceOf(Setting setting) => _sources.GetValueOrDefault(setting);

    /// <summary>
    /// The settings with sockets that were passed to the process, those named <c>admin</c> as the operator's. Others
    /// take the place of the default address; addresses that somebody set stay beside them.
    /// </summary>
    public ServeSettings WithPassed(IReadOnlyList<ListenAddress.Inherited> passed)
    {
        ListenAddress[] admin = [.. passed.Where(socket => socket.Name == AdminName)];
        ListenAddress[] ordinary = [.. passed.Where(socket => socket.Name != AdminName)];
        bool replaces = ordinary.Length > 0 && SourceOf(AllSettings.Named("listen")) == SettingSource.Default;
        return Settings with
        {
            Addresses = [.. ordinary, .. replaces ? [] : Settings.Addresses],
            AdminAddresses = [.. admin, .. Settings.AdminAddresses],
        };
    }

    private static List<string> Split(Setting setting, string text) =>
        setting.IsList ? [.. text.Split(',', StringSplitOptions.TrimEntries)] : [text];

    private static bool IsFlag(string argument) =>
        argument.StartsWith(Setting.FlagPrefix, StringComparison.Ordinal);

    private Dictionary<Setting, List<string>> ReadFlags(ReadOnlySpan<string> arguments)
    {
        Dictionary<Setting, List<string>> flags = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (AllSettings.FindByFlag(arguments[i]) is not { } setting)
                Refuse(SettingSource.CommandLine, $"{arguments[i]}: serve takes no such argument.");
            else if (i + 1 == arguments.Length || IsFlag(arguments[i + 1]))
                Refuse(SettingSource.CommandLine, $"{setting.Flag} lacks its value ({setting.Accepts}).");
            else if (flags.TryGetValue(setting, out List<string>? earlier))
                earlier.Add(arguments[++i]);
            else
                flags[setting] = [arguments[++i]];
        }
        return flags;
    }

    private void Apply(Setting setting, SettingSource source, List<string> texts)
    {
        _sources[setting] = source;
        List<Refusal> refused = [];
        if (texts.Count > 1 && !setting.IsList)
            refused.Add(new(string.Join(' ', texts), "write one value."));
        else
            Settings = setting.Apply(Settings, texts, refused);
        foreach (Refusal refusal in refused)
            Refuse(source, $"{Place(setting)} {refusal.Text}: {refusal.Hint}");
        if (refused.Count > 0)
            _refused.Add(setting);
    }

    /// <summary>Does two settings contradict each other? Whoever has a problem of its own is not asked.</summary>
    private void Apply(SettingCheck check)
    {
        SettingSource source = SettingSource.Default;
        List<string> written = [];
        foreach (string name in check.Names)
        {
            Setting setting = AllSettings.Named(name);
            if (_refused.Contains(setting))
                return;
            if (SourceOf(setting) != SettingSource.Default)
                written.Add($"{Place(setting)} {setting.Show(Settings)}");
            if (SourceOf(setting) > source)
                source = SourceOf(setting);
        }
        if (check.Problem(Settings) is { } problem)
            Refuse(source, $"{string.Join(" and ", written)}: {problem}");
    }

    private string Place(Setting setting) =>
        SourceOf(setting) == SettingSource.Environment ? setting.Variable : setting.Flag;

    private void Refuse(SettingSource source, string sentence) =>
        _problems.Add(new(source, SafeText.Of(sentence)));
}
