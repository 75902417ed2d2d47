using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The output of <c>policy</c>, compared with the compiled file.</summary>
public class PolicyVerbTests(Binary binary) : IClassFixture<Binary>
{
    private static readonly JsonElement Source = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(Places.Repository, "policies.json"))).RootElement;

    [RequiresFact(Needs.NativeBinary)]
    public async Task JSON_output_equals_the_policy_file()
    {
        JsonElement printed = JsonDocument.Parse(await PrintAsync("-o", "json")).RootElement;
        Assert.Equal(Policies.Current.Digest, printed.GetProperty("digest").GetString());
        JsonProperty[] written = [.. Source.GetProperty("apps").EnumerateObject()];
        Assert.Equal(
            written.Select(app => app.Name),
            printed.GetProperty("apps").EnumerateArray().Select(app => app.GetProperty("name").GetString()));
        foreach ((JsonProperty app, JsonElement shown) in
            written.Zip(printed.GetProperty("apps").EnumerateArray()))
        {
            AssertSame(app.Value, shown, "dialect", "secret");
            AssertEntries(app.Value, shown, "roles", "name", "grants");
            AssertEntries(app.Value, shown, "roomTypes", "name", "kind", "roles", "singleUse", "recording");
            AssertEntries(app.Value, shown, "rooms", "id", "type", "name", "start");
        }
        JsonElement johndoe = printed.GetProperty("apps")[0];
        Assert.Equal(
            ["host", "guest"], johndoe.GetProperty("tokenEndpoint").GetProperty("roles").EnumerateArray()
                .Select(role => role.GetString()));
        AssertSame(Source.GetProperty("apps").GetProperty("johndoe"), johndoe, "rateLimit");
        JsonElement clinic = printed.GetProperty("apps")[2];
        Assert.Equal("env:CLINIC_APP_KEY", clinic.GetProperty("appKey").GetString());
        Assert.Equal("enablex", clinic.GetProperty("api").GetString());
        Assert.Equal(900, clinic.GetProperty("roomTypes")[1].GetProperty("opensBeforeSeconds").GetInt64());
        Assert.Equal(3600, clinic.GetProperty("rooms")[1].GetProperty("durationSeconds").GetInt64());
        Assert.Equal(900, clinic.GetProperty("roles")[0].GetProperty("maxSeconds").GetInt64());
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Text_output_shows_digest_and_all_entries_within_100_columns()
    {
        string text = await PrintAsync();
        Assert.StartsWith($"digest  {Policies.Current.Digest}\n\njohndoe\n", text);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        foreach (JsonProperty app in Source.GetProperty("apps").EnumerateObject())
        {
            Assert.Contains($"\n{app.Name}\n", text);
            Assert.Contains($"  {app.Value.GetProperty("secret").GetString()}\n", text);
            Assert.All(app.Value.GetProperty("rooms").EnumerateObject(), room => Assert.Matches(
                $"(?m)^  {room.Name}  {room.Value.GetProperty("type").GetString()} .*  "
                    + $"{room.Value.GetProperty("name").GetString()}$",
                text));
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task App_option_prints_one_app()
    {
        string text = await PrintAsync("--app", "clinic");
        Assert.Contains("\nclinic\n", text);
        Assert.DoesNotContain("\njohndoe\n", text);
        CommandResult unknown = await Commands.RunAsync(binary.Start("policy", "--app", "unknown"));
        Assert.Equal((64, ""), (unknown.ExitCode, unknown.Output));
        Assert.Equal(64, (await Commands.RunAsync(binary.Start("policy", "-o", "yaml"))).ExitCode);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Failed_write_to_stdout_exits_with_74()
    {
        foreach (string verb in new[]
            { "policy", "policy -o json", "explain --app clinic --room r --role viewer" })
        {
            CommandResult result = await Commands.RunAsync(
                Commands.Start("sh", ["-c", $"'{binary.Path}' {verb} >/dev/full"]));
            Assert.True(result.ExitCode == 74, $"{verb}: {result}");
        }
    }

    /// <summary>Compares entries by name in the file with the array, in order. Sections that come from a starter kit
    /// are skipped.</summary>
    private static void AssertEntries(
        JsonElement written, JsonElement shown, string member, string nameMember, params string[] members)
    {
        if (!written.TryGetProperty(member, out JsonElement entries))
            return;
        JsonElement[] array = [.. shown.GetProperty(member).EnumerateArray()];
        JsonProperty[] expected = [.. entries.EnumerateObject()];
        Assert.Equal(
            expected.Select(entry => entry.Name), array.Select(entry => entry.GetProperty(nameMember).GetString()));
        for (int i = 0; i < array.Length; i++)
            AssertSame(expected[i].Value, array[i], members);
    }

    private static void AssertSame(JsonElement written, JsonElement shown, params string[] members)
    {
        foreach (string member in members)
        {
            if (written.TryGetProperty(member, out JsonElement value))
                Assert.Equal(JsonSerializer.Serialize(value), JsonSerializer.Serialize(shown.GetProperty(member)));
        }
    }

    private async Task<string> PrintAsync(params string[] more)
    {
        CommandResult result = await Commands.RunAsync(Commands.Start(binary.Path, ["policy", .. more]));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output;
    }
}
