using Appliance.Listening;
using Appliance.Results;

namespace Appliance.Settings;

/// <summary>Addresses to listen on, in the order in which they are written.</summary>
internal sealed class AddressSetting(
    string name, string meaning, Func<ServeSettings, IReadOnlyList<ListenAddress>> value,
    Func<ServeSettings, IReadOnlyList<ListenAddress>, ServeSettings> with)
    : Setting(name, "HOST:PORT or unix:PATH", meaning)
{
    public override bool IsList => true;

    public override ServeSettings Apply(
        ServeSettings settings, IReadOnlyList<string> texts, ICollection<Refusal> refused)
    {
        List<ListenAddress> addresses = [];
        foreach (string text in texts)
        {
            if (ListenAddress.TryParse(text, out ListenAddress? address, out string? problem))
                addresses.Add(address!);
            else
                refused.Add(new(text, problem!));
        }
        return addresses.Count == texts.Count ? with(settings, addresses) : settings;
    }

    public override string? Show(ServeSettings settings) =>
        value(settings).Count == 0 ? null : string.Join(", ", value(settings));

    public override void WriteValue(JsonResult json, ServeSettings settings) =>
        json.Member("value"u8, value(settings).Select(address => address.ToString()));
}
