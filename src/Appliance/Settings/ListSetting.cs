using Appliance.Hosting.Results;
using Appliance.Hosting.Serving;

namespace Appliance.Settings;

/// <summary>Parses one value of a list; on failure, the error says what to write.</summary>
internal delegate bool ItemReader<T>(string text, out T? item, out string? error);

/// <summary>A list of values in the given order.</summary>
internal sealed class ListSetting<T>(
    string name, string accepts, string meaning, ItemReader<T> read, Func<ServeSettings, T[]> value,
    Func<ServeSettings, T[], ServeSettings> with)
    : Setting(name, accepts, meaning)
    where T : class
{
    public override bool IsList => true;

    public override ServeSettings Apply(ServeSettings settings, List<string> texts, List<string> errors)
    {
        var items = new T[texts.Count];
        for (int i = 0; i < items.Length; i++)
        {
            if (read(texts[i], out T? item, out string? error))
                items[i] = item!;
            else
                errors.Add($"{texts[i]}: {error}");
        }
        return errors.Count == 0 ? with(settings, items) : settings;
    }

    public override string? Show(ServeSettings settings) =>
        value(settings).Length == 0 ? null : string.Join(", ", Texts(settings));

    public override void WriteValue(JsonResult json, ServeSettings settings) =>
        json.Member("value"u8, Texts(settings));

    private string[] Texts(ServeSettings settings)
    {
        T[] items = value(settings);
        string[] texts = new string[items.Length];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = items[i].ToString() ?? "";
        return texts;
    }
}
