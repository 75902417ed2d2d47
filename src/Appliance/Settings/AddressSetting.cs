using Appliance.Listening;
using Appliance.Results;

namespace Appliance.Settings;

/// <summary>Addresses to listen on, in the order in which they are written.</summary>
internal sealed class AddressSetting(
    string name, string meaning, Func<ServeSettings, ListenAddress[]> value,
    Func<ServeSettings, ListenAddress[], ServeSettings> with)
    : Setting(name, "HOST:PORT or unix:PATH", meaning)
{
    public override bool IsList => true;

    public override ServeSettings Apply(ServeSettings settings, List<string> texts, List<string> refused)
    {
        var addresses = new ListenAddress[texts.Count];
        for (int i = 0; i < addresses.Length; i++)
        {
            if (ListenAddress.TryParse(texts[i], out ListenAddress? address, out string? problem))
                addresses[i] = address!;
            else
                refused.Add($"{texts[i]}: {problem}");
        }
        return refused.Count == 0 ? with(settings, addresses) : settings;
    }

    public override string? Show(ServeSettings settings) =>
        value(settings).Length == 0 ? null : string.Join(", ", Texts(settings));

    public override void WriteValue(JsonResult json, ServeSettings settings) =>
        json.Member("value"u8, Texts(settings));

    private string[] Texts(ServeSettings settings) =>
        Array.ConvertAll(value(settings), address => address.ToString());
}
