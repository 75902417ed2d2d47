using System.Globalization;
using Appliance.Results;

namespace Appliance.Settings;

/// <summary>A whole number in a range. The range stands here alone; what the libraries check is what they can work
/// with at all.</summary>
internal sealed class NumberSetting(
    string name, int min, int max, string meaning,
    Func<ServeSettings, int> value, Func<ServeSettings, int, ServeSettings> with)
    : Setting(name, $"{min} to {max}", meaning)
{
    public int Min { get; } = min;

    public int Max { get; } = max;

    public int ValueOf(ServeSettings settings) => value(settings);

    public override ServeSettings Apply(ServeSettings settings, List<string> texts, List<string> refused)
    {
        if (int.TryParse(texts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= Min && number <= Max)
            return with(settings, number);
        refused.Add($"{texts[0]}: write a whole number from {Accepts}.");
        return settings;
    }

    public override string Show(ServeSettings settings) => value(settings).ToString(CultureInfo.InvariantCulture);

    public override void WriteValue(JsonResult json, ServeSettings settings)
    {
        json.Member("value"u8, value(settings));
        json.Member("min"u8, Min);
        json.Member("max"u8, Max);
    }
}
