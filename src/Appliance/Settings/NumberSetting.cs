using System.Globalization;
using Appliance.Hosting.Results;
using Appliance.Hosting.Serving;

namespace Appliance.Settings;

/// <summary>A whole number in a range. This range is the one that operators see; the libraries only check what they can
/// handle.</summary>
internal sealed class NumberSetting(
    string name, int min, int max, string meaning,
    Func<ServeSettings, int> value, Func<ServeSettings, int, ServeSettings> with, bool mayBeUnlimited = false)
    : Setting(name, mayBeUnlimited ? $"{min} to {max} or {UnlimitedWord}" : $"{min} to {max}", meaning)
{
    /// <summary>The text of <see cref="ServeSettings.Unlimited"/>.</summary>
    private const string UnlimitedWord = "unlimited";

    public int Min { get; } = min;

    public int Max { get; } = max;

    public int ValueOf(ServeSettings settings) => value(settings);

    public ServeSettings With(ServeSettings settings, int changed) => with(settings, changed);

    public override ServeSettings Apply(ServeSettings settings, List<string> texts, List<string> errors)
    {
        if (int.TryParse(texts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= Min && number <= Max)
            return with(settings, number);
        if (mayBeUnlimited && texts[0] == UnlimitedWord)
            return with(settings, ServeSettings.Unlimited);
        errors.Add($"{texts[0]}: use a whole number from {Accepts}.");
        return settings;
    }

    public override string Show(ServeSettings settings) => value(settings) is not ServeSettings.Unlimited and int number
        ? number.ToString(CultureInfo.InvariantCulture) : UnlimitedWord;

    public override void WriteValue(JsonResult json, ServeSettings settings)
    {
        if (value(settings) is not ServeSettings.Unlimited and int number)
            json.Member("value"u8, number);
        else
            json.Member("value"u8, UnlimitedWord);
        json.Member("min"u8, Min);
        json.Member("max"u8, Max);
    }
}
