using System.Text;
using Appliance.TestKit;

namespace Appliance.Fuzz.Tests;

/// <summary>
/// Runs the oracles on inputs from CsCheck: generated requests and corpus inputs, mutated and concatenated.
/// </summary>
public class MutationTests
{
    /// <summary>Number of inputs of each oracle.</summary>
    private static readonly int Executions = 2_000 * TestScale.Factor;

    private static readonly byte[][] Seeds = [.. Replay.Files([Places.FuzzCorpus]).Select(File.ReadAllBytes)];

    private static readonly Gen<string> Json = Gen.Recursive<string>((depth, inner) => depth > 3
        ? Gen.Const("0")
        : Gen.OneOf(
            Gen.OneOf("null", "true", "-1.5e+3", "\"\"", "\"host\"", "\"guest\"", "\"viewer\"", "\"r1\"",
                "\"lobby\"", "\"hall\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"", "\"\\ud83d\"", "01", "{"),
            Gen.String[Gen.Char[' ', '\u00ff'], 0, 300].Select(text => $"\"{text.Replace("\"", "\\\"")}\""),
            inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
            inner.Array[0, 3].Select(items =>
                $"{{{string.Join(',', items.Select((item, index) => $"\"{index}\":{item}"))}}}")));

    private static readonly Gen<string> Member = Gen.OneOf(
        "room_id", "role", "user_id", "name", "user_ref", "data", "room_name", "participant_identity",
        "participant_name", "participant_metadata", "participant_attributes", "room_config", "owner_ref", "settings",
        "sip", "code", "roomId", "type", "template", "template_id", "enabled", "lock", "");

    private static readonly Gen<string> JsonBody = Gen.Select(Member, Json).Array[0, 5].Select(members =>
        $"{{{string.Join(',', members.Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}");

    private static readonly Gen<string> FormText = Gen.OneOf(
        Member, Gen.OneOf("r1", "host", "guest", "desk", "participant", "+", "%20", "%c3%a9", "%C3", "%0", "%", "="),
        Gen.String[Gen.Char[' ', '\u00ff'], 0, 20]);

    private static readonly Gen<string> Form = Gen.Select(Member, FormText).Array[0, 5].Select(pairs =>
        string.Join('&', pairs.Select(pair => $"{pair.Item1}={pair.Item2}")));

    private static readonly Gen<string> Body =
        Gen.Frequency((3, JsonBody), (1, Form), (1, Gen.OneOf("", "[]", "\"x\"")));

    /// <summary>JOSE headers of other libraries, with forbidden members too.</summary>
    private static readonly Gen<string> Header = Gen.OneOf(
        "\"alg\":\"HS256\"", "\"typ\":\"JWT\"", "\"typ\":\"jwt\"", "\"kid\":\"1\"", "\"x\":{\"y\":[1]}",
        """ "cty" : null """, "\"alg\":\"none\"", "\"alg\":\"HS384\"", "\"alg\":1", "\"typ\":\"at+jwt\"",
        "\"crit\":[\"b64\"]", "\"b64\":false", "\"zip\":\"DEF\"", "\"\\u0061lg\":\"HS256\"")
        .Array[0, 4].Select(members => $"{{{string.Join(',', members)}}}");

    private static readonly Gen<string> Instant = Gen.OneOf(
        "1906544000", "1906544000.5", "19065440e2", "1.906545e9", "1906700000", "1e400", "-1", "\"1\"", "null");

    private static readonly Gen<string> Bearer = Gen.Select(Header, Instant, Instant, (header, issuedAt, expiresAt) =>
        "Authorization: Bearer " + SignedText.Of(
            header, """{"access_key":"0123456789abcdef01234567","type":"management","""
                + $$""" "iat":{{issuedAt}},"exp":{{expiresAt}}}""",
            "acme-token-secret-of-at-least-32-bytes") + "\r\n");

    private static readonly Gen<string> Fields = Gen.Frequency((4, Gen.OneOf(
        "", "Origin: https://app.example\r\n", "Connection: close\r\n", "Expect: 100-continue\r\n",
        "Content-Type: application/x-www-form-urlencoded\r\n", "subdomain: acme\r\n",
        $"x-app-id: 5f1d2c3b4a59687786950416\r\nx-app-key: {ServerSetup.ApiKey}\r\n",
        $"Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(
            $"5f1d2c3b4a59687786950413:{ServerSetup.ApiKey}"))}\r\n")), (1, Bearer));

    private static readonly Gen<string> Path = Gen.OneOf(
        "/hmsapi/acme.x/api/token", "/hmsapi/users.x/api/token", "/api/token", "/v2/rooms/desk/tokens",
        "/video/v2/rooms/talk/tokens", "/livekit/live/token", "/livekit/all/token", "/livez", "*",
        "/v2/rooms", "/v2/rooms?limit=1", "/v2/rooms/desk", "/v2/room-codes/room/r1", "/v2/token",
        "//hmsapi//acme.x/api/token/", "/hmsapi/get-token", "/api/v2/rooms?name=a&start=0-1&after=", "/v1/rooms/",
        "/video/v1/rooms/desk/users", "/createRoom/", "/createToken", "/getRoom/desk", "/v2/templates/meeting",
        "/v2/sessions", "/v2/active-rooms/r1/end-room", "/v2/layouts/ui", "/v2/room-codes/room/r1?role=&limit=2",
        "/v1/introspect", "/v1/redeem");

    private static readonly Gen<string> Request = Gen.Select(
        Gen.OneOf("POST", "POST", "POST", "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"),
        Path, Gen.Select(Fields, Fields, (first, second) => first == second ? first : first + second), Body, Gen.Bool,
        (method, target, field, body, isChunked) =>
        {
            int length = Encoding.UTF8.GetByteCount(body);
            string framed = isChunked
                ? $"Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n"
                : $"Content-Length: {length}\r\n\r\n{body}";
            return $"{method} {target} HTTP/1.1\r\nHost: live.example\r\n{field}{framed}";
        });

    private static readonly Gen<byte[]> Generated = Gen.Select(
        Gen.Byte.Array[2], Gen.Byte.Array[0, 7], Request.Array[1, 3], (setting, sizes, requests) =>
            (byte[])[.. setting, (byte)sizes.Length, .. sizes, .. Encoding.UTF8.GetBytes(string.Concat(requests))]);

    private static readonly Gen<byte[]> FromCorpus = Gen.Int[0, Seeds.Length - 1].Select(index => Seeds[index]);

    /// <summary>Appends only the streams of the second and later inputs to the first.</summary>
    private static readonly Gen<byte[]> Joined = Gen.OneOf(Generated, FromCorpus).Array[1, 3].Select(inputs =>
        inputs.Skip(1)
        .Aggregate(inputs[0], (all, next) => [.. all, .. FuzzInput.Of(next).Stream]));

    private static readonly Gen<byte[]> Piece = Gen.Frequency(
        (1, Gen.Byte.Array[0, 4]),
        (2, Gen.OneOf("", "\r\n", "\n", "\r", " ", ":", ",", "0", "1", "\"", "\\", "{", "}", "[", "%", "\0", "\u00ff")
            .Select(Encoding.Latin1.GetBytes)));

    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Joined, Gen.Select(Gen.Double[0, 1], Gen.Int[0, 3], Piece).Array[0, 4],
        (input, changes) => changes.Aggregate(input, Change));

    [Fact]
    public void Mutated_inputs_pass_the_oracles() => Mutated.Sample(
        input => Target.Run(input), iter: Executions, print: input => Convert.ToBase64String(input));

    /// <summary>Replaces some bytes by a piece.</summary>
    private static byte[] Change(byte[] input, (double Position, int Replaced, byte[] Piece) change)
    {
        int at = (int)(change.Position * input.Length);
        int after = Math.Min(at + change.Replaced, input.Length);
        return [.. input[..at], .. change.Piece, .. input[after..]];
    }
}
