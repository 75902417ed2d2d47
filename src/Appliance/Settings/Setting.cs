using Appliance.Results;

namespace Appliance.Settings;

/// <summary>One setting of <c>serve</c>: what it is called, what it takes, what it means and what it changes.</summary>
internal abstract class Setting(string name, string accepts, string meaning)
{
    public const string VariablePrefix = "APPLIANCE_";

    /// <summary>Words and hyphens, the unit last.</summary>
    public string Name { get; } = name;

    public string Flag { get; } = FlagOf(name);

    public string Variable { get; } = VariableOf(name);

    /// <summary>The range, or the form.</summary>
    public string Accepts { get; } = accepts;

    /// <summary>One sentence.</summary>
    public string Meaning { get; } = meaning;

    /// <summary>It has any number of values: a flag for each, or one variable with commas between them.</summary>
    public virtual bool IsList => false;

    /// <summary>What the flag means where no value follows it; null if it needs one.</summary>
    public virtual string? ValueOfFlagAlone => null;

    public static string FlagOf(string name) => CommandLine.FlagPrefix + name;

    public static string VariableOf(string name) => VariablePrefix + name.ToUpperInvariant().Replace('-', '_');

    /// <summary>The settings with these values, which take the place of the earlier ones.</summary>
    /// <param name="settings">The settings so far.</param>
    /// <param name="texts">At least one value as it was written; just one where this is no list.</param>
    /// <param name="errors">Gets those that are none, each with what to write instead; they change nothing.</param>
    public abstract ServeSettings Apply(ServeSettings settings, List<string> texts, List<string> errors);

    /// <summary>The value as it would be written; null if there is none.</summary>
    public abstract string? Show(ServeSettings settings);

    /// <summary>Appends the value in JSON.</summary>
    public virtual void WriteValue(JsonResult json, ServeSettings settings) =>
        json.Member("value"u8, Show(settings));
}
