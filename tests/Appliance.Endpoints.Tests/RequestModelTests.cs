using System.Net;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>
/// Token requests compared with a simple model over System.Text.Json and the framework's form decoder: whether a
/// request is accepted, and the user_id of its token.
/// </summary>
public sealed class RequestModelTests
{
    /// <summary>Whether a request is accepted, and the user_id of its token, null for none.</summary>
    private sealed record Outcome(bool IsAccepted, string? UserId = null);

    private static readonly Gen<string> Name = Gen.Frequency(
        (3, Gen.Const("user_id")), (1, Gen.Const("room_id")), (1, Gen.Const("role")),
        (3, Gen.OneOf("type", "env", "user_name", "", "Role", "user_id ", "é", "exp")));

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf("", "ann", "r1", "host", "0", "\u00e9", "a\u0001", "a\u0085", "\ud83d\ude00", "[]", "{"),
        Gen.String[Gen.Char[' ', '~'], 0, 12], Gen.Int[250, 260].Select(length => new string('u', length)));

    private static readonly Gen<string> Number = Gen.OneOf(
        Gen.Long.Select(number => $"{number}"), Gen.ULong.Select(number => $"{number}"),
        Gen.OneOf("0", "-0", "1.0", "1e3", "12345678901234567890", "123456789012345678901", "0.5", "-7"));

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, inner) => depth > 3
        ? Gen.Const("null")
        : Gen.Frequency(
            (4, Text.Select(text => JsonSerializer.Serialize(text))), (2, Number),
            (2, Gen.OneOf("null", "true", "false", "[]", "{}")), (1, inner.Array[0, 2].Select(
                items => $"[{string.Join(',', items)}]")),
            (1, inner.Array[0, 2].Select(items => $"{{{string.Join(',', items.Select(item => $"\"a\":{item}"))}}}"))));

    private static readonly Gen<string> Body = Gen.Select(
        Gen.Select(Name, Value).Array[0, 4], Gen.Int[0, 4], Gen.Bool, (members, place, isWhole) =>
        {
            List<string> all =
                [.. members.Select(member => $"{JsonSerializer.Serialize(member.Item1)}:{member.Item2}")];
            if (isWhole)
                all.InsertRange(Math.Min(place, all.Count), ["\"room_id\":\"r1\"", "\"role\":\"host\""]);
            return $"{{{string.Join(',', all)}}}";
        });

    private static readonly Gen<string> Form = Gen.Select(
        Gen.Select(Name, Text).Array[0, 4], Gen.Bool, Gen.Bool, (pairs, isWhole, hasSpaces) =>
        {
            List<(string Name, string Text)> all = [.. pairs];
            if (isWhole)
                all.AddRange([("room_id", "r1"), ("role", "host")]);
            return string.Join('&', all.Select(pair => $"{Encode(pair.Name)}={Encode(pair.Text)}"));

            string Encode(string text) =>
                hasSpaces ? WebUtility.UrlEncode(text)! : Uri.EscapeDataString(text).Replace("%7E", "~");
        });

    /// <summary>One for each thread: a host is expensive to create, and is not thread-safe.</summary>
    private readonly ThreadLocal<Api> _apis = new(() => new());
    private int _accepted;

    [Fact]
    public void JSON_body_matches_the_model()
    {
        Body.Sample(body => AssertOutcome(ModelOfJson(body), body, "Content-Type: application/json"), iter: 20_000);
        Assert.InRange(_accepted, 1000, int.MaxValue);
    }

    [Fact]
    public void Form_body_matches_the_model()
    {
        Form.Where(form => !form.StartsWith('{')).Sample(
            form => AssertOutcome(ModelOfForm(form), form, "Content-Type: application/x-www-form-urlencoded"),
            iter: 20_000);
        Assert.InRange(_accepted, 1000, int.MaxValue);
    }

    private void AssertOutcome(Outcome expected, string body, string field)
    {
        Response response = _apis.Value!.Hms100(body, field);
        Assert.True(expected.IsAccepted == (response.Status == 200), $"{body}\n{response.BodyText}");
        if (!expected.IsAccepted)
        {
            // 403 and 404 are the rejections of unknown roles and rooms.
            Assert.Contains(response.Status, new[] { 400, 403, 404 });
            return;
        }
        Interlocked.Increment(ref _accepted);
        JsonElement claims = Jwt.SignedClaims(response.Body.GetProperty("token").GetString()!, Api.SecretOf("acme"));
        Assert.Equal("r1", claims.GetProperty("room_id").GetString());
        Assert.Equal("host", claims.GetProperty("role").GetString());
        Assert.Equal(expected.UserId, claims.TryGetProperty("user_id", out JsonElement user) ? user.GetString() : null);
        Assert.Equal(expected.UserId is null ? 9 : 10, claims.EnumerateObject().Count());
    }

    private static Outcome ModelOfJson(string body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        JsonProperty[] members = [.. document.RootElement.EnumerateObject()];
        if (members.Select(member => member.Name).Distinct().Count() != members.Length)
            return new(false);
        string room = "", role = "";
        string? user = null;
        foreach (JsonProperty member in members)
        {
            JsonValueKind kind = member.Value.ValueKind;
            if (kind == JsonValueKind.Null || member.Name is not ("room_id" or "role" or "user_id"))
                continue;
            string raw = member.Value.GetRawText();
            bool isId = member.Name == "user_id" && kind == JsonValueKind.Number && raw.All(char.IsAsciiDigit)
                && raw.Length <= 20;
            if (kind != JsonValueKind.String && !isId)
                return new(false);
            string text = isId ? raw : member.Value.GetString()!;
            _ = member.Name switch { "room_id" => room = text, "role" => role = text, _ => user = text };
        }
        return ModelOf(room, role, user);
    }

    private static Outcome ModelOfForm(string form)
    {
        List<(string Name, string Text)> pairs = [];
        foreach (string pair in form.Split('&').Where(pair => pair != ""))
        {
            string[] parts = pair.Split('=', 2);
            // A pair without a name is ignored.
            if (parts[0] != "")
                pairs.Add((WebUtility.UrlDecode(parts[0]), parts.Length == 1 ? "" : WebUtility.UrlDecode(parts[1])));
        }
        if (pairs.Select(pair => pair.Name).Distinct().Count() != pairs.Count)
            return new(false);
        string Of(string name) => pairs.FirstOrDefault(pair => pair.Name == name).Text ?? "";
        return ModelOf(Of("room_id"), Of("role"), Of("user_id"));
    }

    private static Outcome ModelOf(string room, string role, string? user)
    {
        bool isUser = string.IsNullOrEmpty(user)
            || Encoding.UTF8.GetByteCount(user) <= 256 && !user.Any(char.IsControl);
        return room == "r1" && role == "host" && isUser
            ? new(true, string.IsNullOrEmpty(user) ? null : user) : new(false);
    }
}
