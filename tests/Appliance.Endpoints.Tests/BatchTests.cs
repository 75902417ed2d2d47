using System.Text;
using System.Text.Json;
using Appliance.Endpoints.Vendors;
using Appliance.PolicyModel;
using Appliance.TestKit;
using Appliance.Tokens;

namespace Appliance.Endpoints.Tests;

public sealed class BatchTests
{
    private const string Room = "r1";
    private const string Basic = "Basic";
    private static readonly App Acme = Policies.Current.FindApp("acme"u8)!;

    private readonly Api _api = new();

    [Fact]
    public void Batch_tokens_keep_the_entry_order_and_have_unique_ids()
    {
        string wanted = string.Join(',', Enumerable.Range(0, 27).Select(i => Entry($"u{i}")));
        Response response = Post(Management(), $"[{wanted}]");

        Assert.Equal(200, response.Status);
        Assert.Equal("no-store", response.Headers["Cache-Control"]);
        JsonElement[] entries = [.. response.Body.EnumerateArray()];
        Assert.Equal(27, entries.Length);
        HashSet<string> ids = [];
        for (int i = 0; i < entries.Length; i++)
        {
            JsonElement claims = Verified(entries[i].GetProperty("token").GetString()!);
            Assert.Equal($"u{i}", claims.GetProperty("user_id").GetString());
            Assert.Equal(entries[i].GetProperty("expires_at").GetInt64(), claims.GetProperty("exp").GetInt64());
            Assert.True(ids.Add(claims.GetProperty("jti").GetString()!));
        }
    }

    /// <summary>Valid entries get their own tokens, whichever errors the other entries have.</summary>
    [Fact]
    public void Invalid_batch_entry_is_rejected_without_affecting_the_others()
    {
        (string Entry, string? Reason)[] cases =
        [
            (Entry("good"), null),
            ("1", "not-an-object"),
            ("[{}]", "not-an-object"),
            ("{}", "missing-room-id"),
            ($$"""{"room_id":"{{Room}}"}""", "missing-role"),
            ($$"""{"room_id":"{{Room}}","role":"host","rôle":1}""", "unknown-member"),
            ($$"""{"room_id":"{{Room}}","role":"host","role":"host"}""", "duplicate-member"),
            ($$"""{"room_id":"{{Room}}","role":["host"]}""", "wrong-type"),
            ($$"""{"room_id":"{{Room}}","role":"host","expires_in":"60"}""", "wrong-type"),
            ($$"""{"room_id":"{{Room}}","role":"host","expires_in":60.5}""", "invalid-expiry"),
            ($$"""{"room_id":"{{Room}}","role":"host","expires_in":0}""", "invalid-expiry"),
            ($$"""{"room_id":"{{Room}}","role":"host","expires_in":99999999999999999999}""", "invalid-expiry"),
            ("""{"room_id":"no such room","role":"host"}""", "invalid-room-id"),
            ("""{"room_id":"nowhere","role":"host"}""", "unknown-room"),
            ($$"""{"room_id":"{{Room}}","role":"emperor"}""", "unknown-role"),
            ($$"""{"room_id":"{{Room}}","role":"host","user_id":""}""", "invalid-user-id"),
            ($$"""{"room_id":"{{Room}}","role":"host","user_id":"a\u0000"}""", "invalid-user-id"),
            (Entry("""l\u00e9a \u0001"""), "invalid-user-id"),
            (Entry("""l\u00e9a"""), null),
        ];

        Response response = Post(Management(), $"[{string.Join(", ", cases.Select(one => one.Entry))}]");

        JsonElement[] entries = [.. response.Body.EnumerateArray()];
        Assert.Equal(cases.Length, entries.Length);
        for (int i = 0; i < cases.Length; i++)
        {
            if (cases[i].Reason is { } reason)
            {
                Assert.Equal((cases[i].Entry, reason), (cases[i].Entry, entries[i].GetProperty("reason").GetString()));
                Assert.InRange(entries[i].GetProperty("code").GetInt32(), 400, 404);
            }
            else
            {
                Verified(entries[i].GetProperty("token").GetString()!);
            }
        }
    }

    /// <summary>The message has the decoded name of the member and the index of its entry.</summary>
    [Theory]
    [InlineData(""""{"room_id":"r1","rôle":"host"}"""", """Unknown member "rôle" of entry 1 (the first is 0)"""
        + ": remove it; the known members are room_id, role, user_id, user_name and expires_in.")]
    [InlineData(""""{"a\u0022\\\u0001b~":"host"}"""", "Unknown member \"a\"\\\u0001b~\" of entry 1 (the first is 0)"
        + ": remove it; the known members are room_id, role, user_id, user_name and expires_in.")]
    [InlineData("""{"":1}""", """Unknown member "" of entry 1 (the first is 0)"""
        + ": remove it; the known members are room_id, role, user_id, user_name and expires_in.")]
    [InlineData("""{"room_id":"r1","role":"host","\u0072ole":"host"}""",
        """Duplicate member "role" of entry 1 (the first is 0): send it once.""")]
    [InlineData("""{"room_id":"r1","role":["host"]}""",
        """Member "role" of entry 1 (the first is 0) is an array: send a string.""")]
    [InlineData("""{"room_id":1}""", """Member "room_id" of entry 1 (the first is 0) is a number: send a string.""")]
    [InlineData("""{"user_id":null}""", """Member "user_id" of entry 1 (the first is 0) is null: send a string.""")]
    [InlineData("""{"user_name":{"a":[]}}""",
        """Member "user_name" of entry 1 (the first is 0) is an object: send a string.""")]
    [InlineData("""{"user_name":true}""",
        """Member "user_name" of entry 1 (the first is 0) is a boolean: send a string.""")]
    [InlineData("""{"expires_in":"60"}""",
        """Member "expires_in" of entry 1 (the first is 0) is a string: send a number of seconds.""")]
    // The first of several errors is reported.
    [InlineData("""{"room_id":1,"x":2,"room_id":3}""",
        """Member "room_id" of entry 1 (the first is 0) is a number: send a string.""")]
    public void Batch_entry_error_names_the_member(string entry, string message)
    {
        Response response = Post(Management(), $"[{Entry("a")},{entry}]");
        Assert.Equal(message, response.Body[1].GetProperty("message").GetString());
        Assert.Equal(400, response.Body[1].GetProperty("code").GetInt32());
    }

    /// <summary>At most 64 bytes of a name are shown, and no UTF-8 sequence is split.</summary>
    [Fact]
    public void Long_member_name_is_truncated_at_a_character_boundary() => Gen.Select(
        Gen.Int[0, 130], Gen.OneOf("a", "é", "€", "😀")).Sample((length, character) =>
    {
        string name = new string('x', length % 4) + string.Concat(Enumerable.Repeat(character, length));
        Response response = Post(Management(), $$"""[{"{{name}}":1}]""");
        string message = response.Body[0].GetProperty("message").GetString()!;
        string shown = message["Unknown member \"".Length..message.IndexOf("\" of entry 0 ", StringComparison.Ordinal)];
        if (Encoding.UTF8.GetByteCount(name) <= 64)
        {
            Assert.Equal(name, shown);
            return;
        }
        Assert.EndsWith("…", shown);
        Assert.StartsWith(shown[..^1], name);
        Assert.InRange(Encoding.UTF8.GetByteCount(shown[..^1]), 61, 64);
    }, threads: 1);

    [Fact]
    public void Batch_entry_sets_the_expiry_of_its_token()
    {
        Response response = Post(
            Management(), $$"""[{"room_id":"{{Room}}","role":"host","user_id":"a","expires_in":600}]""");
        long expiresAt = response.Body[0].GetProperty("expires_at").GetInt64();
        Assert.Equal(_api.NowSeconds + 600, expiresAt);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("{}", 400)]
    [InlineData("[", 400)]
    [InlineData("[{]", 400)]
    [InlineData("[1,]", 400)]
    [InlineData("[] []", 400)]
    [InlineData("[]", 200)]
    [InlineData(" [ ] ", 200)]
    public void Batch_body_must_be_a_JSON_array(string body, int status) =>
        Assert.Equal(status, Post(Management(), body).Status);

    /// <summary>Entries before the malformed part get no token either, and the next batch is unaffected.</summary>
    [Fact]
    public void Malformed_end_of_a_batch_discards_earlier_tokens()
    {
        Response broken = Post(Management(), $"[{Entry("a")},{Entry("b")},");
        Assert.Equal(400, broken.Status);
        Assert.DoesNotContain("""token":""", broken.BodyText);
        Assert.Equal("b", Verified(Post(Management(), $"[{Entry("b")}]").Body[0].GetProperty("token").GetString()!)
            .GetProperty("user_id").GetString());
    }

    [Fact]
    public void Batch_over_1000_entries_is_rejected()
    {
        string thousand = string.Join(',', Enumerable.Range(0, 1000).Select(i => Entry($"user-{i}")));
        Response response = Post(Management(), $"[{thousand}]");
        Assert.Equal((200, 1000), (response.Status, response.Body.GetArrayLength()));
        Assert.All(response.Body.EnumerateArray(), entry => Verified(entry.GetProperty("token").GetString()!));
        Assert.Equal(413, Post(Management(), $"[{thousand},{Entry("a")}]").Status);
    }

    [Fact]
    public void Batch_requires_a_back_end_credential_of_the_app()
    {
        long now = _api.NowSeconds;
        string key = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Api.ClinicId}:{Api.ClinicKey}"));
        string wrongKey = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Api.ClinicId}:x"));
        Assert.Equal(200, Post($"{Basic} {key}", "[]").Status);
        Assert.Equal(200, Post($"bearer  {Management()["Bearer ".Length..]}", "[]").Status);
        string?[] rejected =
        [
            null, $"{Basic} {wrongKey}", "Bearer", "Bearer x", "Bearer a.b.c", "Digest x",
            // Not management tokens of this app: a room token, one of another app, an expired one, one not valid yet,
            // and two with a lifetime over 14 days.
            "Bearer " + RoomToken(), Management(secretOf: "clinic"), Management(issuedAt: now - 8 * 86_400),
            Management(issuedAt: now + 600), Management(lifetimeSeconds: 15 * 86_400),
            Management(issuedAt: now - 15 * 86_400, lifetimeSeconds: 16 * 86_400),
        ];
        Assert.All(rejected, credential =>
        {
            Response response = Post(credential, "[]");
            Assert.Equal((credential, 401), (credential, response.Status));
            Assert.Contains("WWW-Authenticate", response.Headers.Keys);
        });
    }

    [Fact]
    public void Key_rotation_accepts_management_tokens_of_the_previous_key_and_signs_with_the_current_one()
    {
        string credential = Management();
        _api.Tenants.Current = Api.Open(Policies.Current, secretEnd: "-next");
        Assert.Equal(401, Post(credential, $"[{Entry("a")}]").Status);
        _api.Tenants.Current = Api.Open(Policies.Current, secretEnd: "-next", previousEnd: "");
        Response response = Post(credential, $"[{Entry("a")}]");
        Assert.Equal(200, response.Status);
        Jwt.ValidClaims(response.Body[0].GetProperty("token").GetString()!, Api.SecretOf("acme") + "-next");
    }

    [Fact]
    public void Batch_allocates_nothing()
    {
        string entries = string.Join(',', Enumerable.Range(0, 20).Select(i => Entry($"user-{i}")));
        string body = $$"""[{{entries}},1,{"x":1}]""";
        byte[] request = Encoding.UTF8.GetBytes(
            $"POST /v1/tokens HTTP/1.1\r\nHost: a\r\nAuthorization: {Management()}\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        Assert.Equal(22, _api.Send(request).Body.GetArrayLength());
        Assert.Equal(0, _api.AllocatedBy(request));
    }

    [Fact]
    public void Other_methods_get_405_with_Allow()
    {
        Response response = _api.Send("GET", "/v1/tokens", []);
        Assert.Equal((405, "POST"), (response.Status, response.Headers["Allow"]));
    }

    private static string Entry(string user) =>
        $$"""{"room_id":"{{Room}}","role":"host","user_id":"{{user}}"}""";

    private Response Post(string? credential, string body) => _api.Send(
        "POST", "/v1/tokens", Encoding.UTF8.GetBytes(body),
        credential is null ? [] : [$"Authorization: {credential}"]);

    private string Management(
        string secretOf = "acme", long? issuedAt = null, long lifetimeSeconds = 7 * 86_400)
    {
        byte[] secret = Encoding.UTF8.GetBytes(Api.SecretOf(secretOf));
        Assert.Equal(KeyVerdict.Ok, SigningKey.TryCreate(secret, out SigningKey? key));
        byte[] token = new byte[TokenLimits.TokenBytesMax];
        int length = VendorApis.Of(Acme)!.BackEndToken!.Write(
            Acme, key!, "an-id-of-22-characters"u8, issuedAt ?? _api.NowSeconds, lifetimeSeconds, token);
        return "Bearer " + Encoding.ASCII.GetString(token, 0, length);
    }

    private string RoomToken() =>
        Post(Management(), $"[{Entry("a")}]").Body[0].GetProperty("token").GetString()!;

    private static JsonElement Verified(string token) => Jwt.ValidClaims(token, Api.SecretOf("acme"));
}
