using Appliance.Hosting.Results;
using Appliance.Hosting.Serving;
using Appliance.Listening;

namespace Appliance.Settings;

/// <summary>Reads the settings from flags and the environment and collects all errors. Rows are identified by their
/// index in <see cref="AllSettings.Rows"/>: a dictionary keyed by a type of this project would add tens of kilobytes to
/// the binary.</summary>
internal sealed class SettingsReader
{
    /// <summary>In a socket unit, <c>FileDescriptorName=admin</c>.</summary>
    private const string AdminName = "admin";

    private readonly SettingSource[] _sources = new SettingSource[AllSettings.Rows.Length];
    private readonly bool[] _isRejected = new bool[AllSettings.Rows.Length];
    private readonly List<string> _errors = [];

    /// <param name="arguments">Flags of settings and their values, from <see cref="CommandLine.Normalize"/>; any other
    /// argument is an error.</param>
    /// <param name="variable">A variable's value. An empty value counts as unset.</param>
    /// <param name="memoryLimitBytes">See <see cref="ServeSettings.MemoryLimitBytes"/>.</param>
    /// <param name="descriptorsMax">See <see cref="ServeSettings.DescriptorsMax"/>.</param>
    public SettingsReader(
        ReadOnlySpan<string> arguments, Func<string, string?> variable, long? memoryLimitBytes = null,
        int? descriptorsMax = null)
    {
        Settings = new() { MemoryLimitBytes = memoryLimitBytes, DescriptorsMax = descriptorsMax };
        List<string>?[] flags = ReadFlags(arguments);
        foreach (string error in RenamedSettings.VariableErrors(variable))
            Reject(SettingSource.Environment, error);
        for (int row = 0; row < flags.Length; row++)
        {
            Setting setting = AllSettings.Rows[row];
            if (flags[row] is { } texts)
                Apply(row, SettingSource.CommandLine, texts);
            else if (variable(setting.Variable) is { Length: > 0 } text)
                Apply(row, SettingSource.Environment, Split(setting, text));
        }
        // First, because fewer connections leave more memory.
        Lower("connections-max", DescriptorPlan.Connections, SettingSource.DescriptorLimit);
        LowerToMemoryLimit("threads", MemoryPlan.Threads);
        LowerToMemoryLimit("buffered-bytes-max", MemoryPlan.BufferedBytes);
        foreach (SettingCheck check in SettingCheck.All)
            Apply(check);
    }

    /// <summary>The settings; must not be used if there are errors.</summary>
    public ServeSettings Settings { get; private set; }

    /// <summary>Sentences that name the flag or variable, its value and the remedy.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>The exit code for these errors: usage if any is on the command line.</summary>
    public ExitCode ErrorsExitCode { get; private set; } = ExitCode.BadConfiguration;

    public SettingSource SourceOf(int row) => _sources[row];

    /// <summary>
    /// The settings with the sockets passed by systemd. Those named <c>admin</c> become admin addresses; others replace
    /// the default address and are added to configured ones.
    /// </summary>
    public ServeSettings WithPassed(ListenAddress.Inherited[] passed)
    {
        ListenAddress[] admin = Array.FindAll(passed, socket => socket.Name == AdminName);
        ListenAddress[] ordinary = Array.FindAll(passed, socket => socket.Name != AdminName);
        bool replaces = ordinary.Length > 0 && SourceOf(AllSettings.IndexOf("listen")) == SettingSource.Default;
        return Settings with
        {
            Addresses = replaces ? ordinary : [.. ordinary, .. Settings.Addresses],
            AdminAddresses = [.. admin, .. Settings.AdminAddresses],
        };
    }

    /// <summary>Adds an error of a flag that is no setting, to report all errors together.</summary>
    public void RejectFlag(string sentence) => Reject(SettingSource.CommandLine, sentence);

    private static List<string> Split(Setting setting, string text) =>
        setting.IsList ? [.. text.Split(',', StringSplitOptions.TrimEntries)] : [text];

    /// <summary>A flag can be repeated, so a path may contain commas.</summary>
    private static List<string> SplitFlag(Setting setting, string text) =>
        text.StartsWith(ListenAddress.UnixScheme, StringComparison.Ordinal) ? [text] : Split(setting, text);

    private List<string>?[] ReadFlags(ReadOnlySpan<string> arguments)
    {
        var flags = new List<string>?[AllSettings.Rows.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            int row = AllSettings.IndexOfFlag(arguments[i]);
            if (row < 0)
            {
                RejectUnknown(arguments[i]);
                // Skip its value, which is not a second error.
                bool hasValue = i + 1 < arguments.Length && !CommandLine.IsFlag(arguments[i + 1]);
                i += hasValue && CommandLine.IsFlag(arguments[i]) ? 1 : 0;
            }
            else if (i + 1 < arguments.Length && !CommandLine.IsFlag(arguments[i + 1]))
                (flags[row] ??= []).AddRange(SplitFlag(AllSettings.Rows[row], arguments[++i]));
            else if (AllSettings.Rows[row].ValueOfFlagAlone is { } value)
                (flags[row] ??= []).Add(value);
            else
                Reject(SettingSource.CommandLine,
                    $"{arguments[i]} needs a value ({AllSettings.Rows[row].Accepts}).");
        }
        return flags;
    }

    private void RejectUnknown(string argument)
    {
        // The command line was right for an earlier version: exit code 78, as for a renamed variable.
        if (RenamedSettings.FlagError(argument) is { } error)
            Reject(SettingSource.Environment, error);
        else
            Reject(SettingSource.CommandLine, $"{argument}: unknown argument{NearName.Hint(argument)}");
    }

    private void Apply(int row, SettingSource source, List<string> texts)
    {
        Setting setting = AllSettings.Rows[row];
        _sources[row] = source;
        List<string> errors = [];
        if (texts.Count > 1 && !setting.IsList)
            errors.Add($"{string.Join(' ', texts)}: use one value.");
        else
            Settings = setting.Apply(Settings, texts, errors);
        foreach (string error in errors)
            Reject(source, $"{SourceName(row)} {error}");
        _isRejected[row] = errors.Count > 0;
    }

    /// <summary>Lowers a default to fit the memory limit.</summary>
    private void LowerToMemoryLimit(string name, Func<ServeSettings, int> fitting)
    {
        if (_sources[AllSettings.IndexOf(name)] == SettingSource.Default)
            Lower(name, fitting, SettingSource.MemoryLimit);
    }

    private void Lower(string name, Func<ServeSettings, int> fitting, SettingSource source)
    {
        int row = AllSettings.IndexOf(name);
        var setting = (NumberSetting)AllSettings.Rows[row];
        int value = fitting(Settings);
        if (value >= setting.ValueOf(Settings))
            return;
        Settings = setting.With(Settings, value);
        _sources[row] = source;
    }

    /// <summary>Checks a constraint between settings, unless one of them was rejected already.</summary>
    private void Apply(SettingCheck check)
    {
        SettingSource source = SettingSource.Environment;
        List<string> written = [];
        foreach (string name in check.Names)
        {
            int row = AllSettings.IndexOf(name);
            if (_isRejected[row])
                return;
            if (_sources[row] is SettingSource.Environment or SettingSource.CommandLine)
                written.Add($"{SourceName(row)} {AllSettings.Rows[row].Show(Settings)}");
            if (_sources[row] == SettingSource.CommandLine)
                source = SettingSource.CommandLine;
        }
        if (check.Validate(Settings) is { } error)
            Reject(source, $"{string.Join(" and ", written)}: {error}");
    }

    private string SourceName(int row) => _sources[row] == SettingSource.Environment
        ? AllSettings.Rows[row].Variable : AllSettings.Rows[row].Flag;

    private void Reject(SettingSource source, string sentence)
    {
        _errors.Add(SafeText.Of(sentence));
        if (source == SettingSource.CommandLine)
            ErrorsExitCode = ExitCode.Usage;
    }
}
