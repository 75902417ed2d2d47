using System.Text;
using System.Text.Json;
using Appliance.Hosting.Results;
using Appliance.PolicyModel;

namespace Appliance.Hosting.Tests;

/// <summary>The output format of results, for any content and length.</summary>
public class ResultTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Char['\0', '\ud7ff'].Array.Select(units => new string(units)),
        Gen.Char["a \\\"\n\u001b\u007f\u0085\u061c\u200e\u2028\u202e\u2066\u2069é\u4e2d"].Array
            .Select(units => new string(units)));

    [Fact]
    public void Policy_of_100000_rooms_is_printed_completely()
    {
        const int Count = 100_000;
        ManyRoomsApp app = new(Count, "a \"name\" \u202e");
        string json = Render(result => PolicyJson.Write(result, "digest", [app]), out int parts);
        Assert.InRange(parts, 2, 1000);
        JsonElement rooms = JsonDocument.Parse(json).RootElement.GetProperty("apps")[0].GetProperty("rooms");
        Assert.Equal(Count, rooms.GetArrayLength());
        Assert.Equal($"room-{Count - 1}", rooms[Count - 1].GetProperty("id").GetString());
        Assert.All(
            rooms.EnumerateArray(), room => Assert.Equal("a \"name\" \u202e", room.GetProperty("name").GetString()));

        string[] lines = Render(result => PolicyText.Write(result, "digest", [app]), out _).Split('\n');
        Assert.Equal("digest  digest", lines[0]);
        Assert.Equal(Count, lines.Count(line => line.StartsWith("  room-", StringComparison.Ordinal)));
        Assert.All(
            lines.Where(line => line.Contains("room-")),
            line => Assert.EndsWith("  1s        a \"name\" \\u202e", line));
    }

    [Fact]
    public void Rate_limit_is_shown_if_configured()
    {
        ManyRoomsApp limited = new(0, "", new(PerSecond: 50, Burst: 100)), unlimited = new(0, "");
        string json = Render(result => PolicyJson.Write(result, "digest", [limited, unlimited]), out _);
        Assert.Equal(
            ["""{"perSecond":50,"burst":100}""", "null"],
            JsonDocument.Parse(json).RootElement.GetProperty("apps").EnumerateArray()
                .Select(app => app.GetProperty("rateLimit").GetRawText()));
        string text = Render(result => PolicyText.Write(result, "digest", [limited]), out _);
        Assert.Contains("  rate limit      50 requests/s per client address, burst 100\n", text);
        Assert.DoesNotContain(
            "rate limit", Render(result => PolicyText.Write(result, "digest", [unlimited]), out _));
    }

    [Fact]
    public void Rotation_key_leeway_and_run_time_room_limit_are_shown()
    {
        ManyRoomsApp defaults = new(0, "");
        ManyRoomsApp rotated = new(0, "")
        {
            Previous = new(SecretKind.Credential, "before"),
            Leeway = 90,
            RunTimeRoomsMax = 5,
        };
        string json = Render(result => PolicyJson.Write(result, "digest", [rotated, defaults]), out _);
        Assert.Equal(
            [("\"cred:before\"", 90, 5), ("null", 5, 1000)],
            JsonDocument.Parse(json).RootElement.GetProperty("apps").EnumerateArray().Select(app => (
                app.GetProperty("previousSecret").GetRawText(), app.GetProperty("leewaySeconds").GetInt64(),
                app.GetProperty("maxRooms").GetInt32())));

        string text = Render(result => PolicyText.Write(result, "digest", [rotated]), out _);
        Assert.Contains("  previous secret  cred:before\n  leeway           90s\n", text);
        Assert.Contains("  run-time rooms   at most 5\n", text);
        text = Render(result => PolicyText.Write(result, "digest", [defaults]), out _);
        Assert.DoesNotContain("previous secret", text);
        Assert.DoesNotContain("signed by back ends", text);
        Assert.Contains("  leeway          5s\n", text);
        Assert.Contains("  run-time rooms  at most 1000\n", text);
    }

    [Fact]
    public void Writer_stops_after_a_failed_write()
    {
        int parts = 0;
        ResultWriter result = new(_ => ++parts < 2);
        PolicyJson.Write(result, "digest", [new ManyRoomsApp(100_000, "")]);
        PolicyText.Write(result, "digest", [new ManyRoomsApp(100_000, "")]);
        result.Flush();
        Assert.Equal((true, 2), (result.Failed, parts));
    }

    [Fact]
    public void Text_longer_than_the_buffer_is_written_completely() => Gen.Int[0, 200_000].Sample(
        length =>
        {
            string text = new('~', length);
            Assert.Equal(text + "~", Render(result =>
            {
                result.Text(text);
                result.Text("~");
            }, out _));
            Assert.Equal(text, JsonSerializer.Deserialize<string>(
                Render(result => result.JsonString(Encoding.UTF8.GetBytes(text)), out _)));
        }, iter: 50);

    [Fact]
    public void Terminal_control_characters_are_escaped_losslessly() => Texts.Sample(text =>
    {
        string safe = SafeText.Of(text);
        Assert.DoesNotContain(safe, unit => char.IsControl(unit) || unit is '\u061c' or '\u200e' or '\u200f'
            or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));
        // SafeText escapes like JSON except for quotes, so a JSON reader restores the text.
        string? back = JsonSerializer.Deserialize<string>($"\"{safe.Replace("\"", "\\\"")}\"");
        Assert.Equal(text, back);
    });

    [Fact]
    public void Table_columns_are_aligned_and_the_last_cell_wraps()
    {
        string words = string.Join(' ', Enumerable.Repeat("word", 30));
        string[][] rows = [["a", "bb", words], ["ääää", "\U0001F600", ""], ["c", "d", new string('x', 120)]];
        string text = Render(result => Table.Write(result, rows.Length, i => rows[i], indent: 1), out _);
        Assert.Equal(
            [
                " a     bb  " + string.Join(' ', Enumerable.Repeat("word", 18)),
                "           " + string.Join(' ', Enumerable.Repeat("word", 12)),
                " ääää  \U0001F600",
                " c     d   " + new string('x', 120),
                "",
            ],
            text.Split('\n'));
    }

    [Fact]
    public void Long_JSON_is_wrapped_without_changing_its_value()
    {
        string[] long30 = [.. Enumerable.Repeat("some text", 30)];
        string json = JsonSerializer.Serialize(new { a = 1, b = new { c = long30, d = "}" }, e = Array.Empty<int>() });
        string laidOut = Render(result => JsonLayout.Write(result, Encoding.UTF8.GetBytes(json)), out _);
        Assert.StartsWith(
            """
            {
              "a": 1,
              "b": {
                "c": [
                  "some text",

            """,
            laidOut);
        Assert.EndsWith(
            """
                ],
                "d": "}"
              },
              "e": []
            }
            """,
            laidOut);
        Assert.Equal(json, JsonSerializer.Serialize(JsonDocument.Parse(laidOut).RootElement));
        Assert.Equal("{}", Render(result => JsonLayout.Write(result, "{}"u8), out _));
    }

    private static string Render(Action<ResultWriter> write, out int parts)
    {
        MemoryStream text = new();
        int count = 0;
        ResultWriter result = new(utf8 =>
        {
            text.Write(utf8);
            count++;
            return true;
        });
        write(result);
        result.Flush();
        Assert.False(result.Failed);
        parts = count;
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
