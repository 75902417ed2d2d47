using Appliance.Hosting.Results;
using Appliance.Hosting.Serving;

namespace Appliance.Settings;

/// <summary>One setting of <c>serve</c>: its name, its range, its meaning and how it is applied.</summary>
internal abstract class Setting(string name, string accepts, string meaning)
{
    public const string VariablePrefix = "APPLIANCE_";

    /// <summary>Words and hyphens, the unit last.</summary>
    public string Name { get; } = name;

    public string Flag { get; } = FlagOf(name);

    public string Variable { get; } = VariableOf(name);

    /// <summary>The range or the format.</summary>
    public string Accepts { get; } = accepts;

    /// <summary>One sentence.</summary>
    public string Meaning { get; } = meaning;

    /// <summary>Whether it is a list: repeated flags, or comma-separated values.</summary>
    public virtual bool IsList => false;

    /// <summary>The value of a flag without a value; null if a value is required.</summary>
    public virtual string? ValueOfFlagAlone => null;

    public static string FlagOf(string name) => CommandLine.FlagPrefix + name;

    public static string VariableOf(string name) => VariablePrefix + name.ToUpperInvariant().Replace('-', '_');

    /// <summary>The settings with these values, which replace earlier ones.</summary>
    /// <param name="settings">The settings so far.</param>
    /// <param name="texts">One or more values as given; exactly one unless this is a list.</param>
    /// <param name="errors">Receives a sentence for each invalid value, which changes nothing.</param>
    public abstract ServeSettings Apply(ServeSettings settings, List<string> texts, List<string> errors);

    /// <summary>The value in the format of the flag; null if unset.</summary>
    public abstract string? Show(ServeSettings settings);

    /// <summary>Appends the value in JSON.</summary>
    public virtual void WriteValue(JsonResult json, ServeSettings settings) =>
        json.Member("value"u8, Show(settings));
}
