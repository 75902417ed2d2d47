using Appliance.Hosting.Serving;

namespace Appliance.Settings;

/// <summary>Applies a text value; on failure null, with a hint that says what to write.</summary>
internal delegate ServeSettings? ValueReader(ServeSettings settings, string text, out string? hint);

/// <summary>A text value. Errors repeat it without its secret.</summary>
internal sealed class TextSetting(
    string name, string accepts, string meaning, Func<ServeSettings, string?> show, ValueReader read,
    Func<string, string>? hideSecret = null)
    : Setting(name, accepts, meaning)
{
    public override ServeSettings Apply(ServeSettings settings, List<string> texts, List<string> errors)
    {
        if (read(settings, texts[0], out string? hint) is { } changed)
            return changed;
        errors.Add($"{(hideSecret is null ? texts[0] : hideSecret(texts[0]))}: {hint}");
        return settings;
    }

    public override string? Show(ServeSettings settings) => show(settings);
}
