using Appliance.Results;

namespace Appliance.Settings;

/// <summary>Reads one value of a list; false with a sentence that says what to write instead.</summary>
internal delegate bool ItemReader<T>(string text, out T? item, out string? problem);

/// <summary>Any number of values, in the order in which they are written.</summary>
internal sealed class ListSetting<T>(
    string name, string accepts, string meaning, ItemReader<T> read, Func<ServeSettings, IReadOnlyList<T>> value,
    Func<ServeSettings, IReadOnlyList<T>, ServeSettings> with)
    : Setting(name, accepts, meaning)
    where T : class
{
    public override bool IsList => true;

    public override ServeSettings Apply(
        ServeSettings settings, IReadOnlyList<string> texts, ICollection<Refusal> refused)
    {
        List<T> items = [];
        foreach (string text in texts)
        {
            if (read(text, out T? item, out string? problem))
                items.Add(item!);
            else
                refused.Add(new(text, problem!));
        }
        return items.Count == texts.Count ? with(settings, items) : settings;
    }

    public override string? Show(ServeSettings settings) =>
        value(settings).Count == 0 ? null : string.Join(", ", value(settings));

    public override void WriteValue(JsonResult json, ServeSettings settings) =>
        json.Member("value"u8, value(settings).Select(item => item.ToString() ?? ""));
}
