namespace Appliance.Settings;

/// <summary>The settings with a value as it was written; null with what to write instead if it is none.</summary>
internal delegate ServeSettings? ValueReader(ServeSettings settings, string text, out string? hint);

/// <summary>A value that is no plain number; of one that holds a secret, only the rest is repeated.</summary>
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
