using Appliance.Hosting.Results;
using Appliance.Hosting.Serving;

namespace Appliance.Settings;

/// <summary>A boolean. The flag without a value means true.</summary>
internal sealed class FlagSetting(
    string name, string meaning, Func<ServeSettings, bool> value, Func<ServeSettings, bool, ServeSettings> with)
    : Setting(name, $"{True} or {False}", meaning)
{
    private const string True = "true";
    private const string False = "false";

    public override string? ValueOfFlagAlone => True;

    public override ServeSettings Apply(ServeSettings settings, List<string> texts, List<string> errors)
    {
        if (texts[0] is True or False)
            return with(settings, texts[0] == True);
        errors.Add($"{texts[0]}: use {Accepts}.");
        return settings;
    }

    public override string Show(ServeSettings settings) => value(settings) ? True : False;

    public override void WriteValue(JsonResult json, ServeSettings settings) =>
        json.Member("value"u8, value(settings));
}
