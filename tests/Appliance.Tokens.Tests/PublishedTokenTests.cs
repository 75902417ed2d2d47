using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Tokens.Tests;

/// <summary>Published test tokens with their expected verdicts.</summary>
public sealed class PublishedTokenTests
{
    /// <summary>Valid by the RFCs but rejected here, with the reason.</summary>
    private static readonly Dictionary<string, (TokenVerdict Verdict, string Why)> Stricter = new()
    {
        ["rfc7520-4.4"] = (TokenVerdict.BadClaims, "its payload is not a claims set"),
        ["jwt.io"] = (TokenVerdict.BadClaims, "it has no exp; its key is also too short"),
    };

    /// <summary>Invalid in the test vectors for a reason that the verifier does not check.</summary>
    private static readonly Dictionary<string, string> NotChecked = new()
    {
        ["own-kid-path"] = "kid is ignored and selects no key, so it cannot select a wrong one",
        ["own-claim-no-jti"] = "only a single-use token needs a jti",
        ["own-claim-iss-wrong"] = "the key identifies the app; a recipient that expects an iss compares it",
        ["own-claim-lifetime-too-long"] = "the maximum lifetime is enforced by the policy when the token is issued",
    };

    [RequiresFact(Needs.SharedCases)]
    public void Published_tokens_get_the_expected_verdict()
    {
        List<string> wrong = [];
        HashSet<string> seen = [];
        foreach (JsonElement vector in Vectors())
        {
            string id = vector.GetProperty("id").GetString()!;
            seen.Add(id);
            TokenVerdict verdict = Verify(vector);
            bool right = Stricter.TryGetValue(id, out (TokenVerdict Verdict, string Why) stricter)
                ? verdict == stricter.Verdict
                : (verdict == TokenVerdict.Valid)
                    == (NotChecked.ContainsKey(id) || vector.GetProperty("result").GetString() == "valid");
            if (!right)
                wrong.Add($"{id}: {verdict}");
        }
        Assert.Empty(wrong);
        Assert.True(seen.Count > 55, $"only {seen.Count} cases");
        Assert.Superset(new HashSet<string>([.. Stricter.Keys, .. NotChecked.Keys]), seen);
    }

    /// <summary>The HMAC layer reproduces even the signatures of tokens that the verifier rejects.</summary>
    [RequiresFact(Needs.SharedCases)]
    public void Hmac_reproduces_the_published_signatures()
    {
        foreach (JsonElement vector in Vectors().Where(vector => vector.GetProperty("result").GetString() == "valid"))
        {
            string jws = vector.GetProperty("jws").GetString()!;
            int dot = jws.LastIndexOf('.');
            byte[] tag = new byte[SigningKey.TagBytes];
            Key(vector).Mac(Encoding.ASCII.GetBytes(jws[..dot]), tag);
            Assert.Equal(jws[(dot + 1)..], Base64Url.EncodeToString(tag));
        }
    }

    private static IEnumerable<JsonElement> Vectors() => SharedCases.Read("crypto_vectors.jsonl")
        .Where(vector => vector.GetProperty("type").GetString() == "jws-hs256");

    private static SigningKey Key(JsonElement vector) => new(
        Base64Url.DecodeFromChars(vector.GetProperty("key_b64u").GetString()));

    private static TokenVerdict Verify(JsonElement vector)
    {
        long now = vector.TryGetProperty("verify_at", out JsonElement at) ? at.GetInt64() : 0;
        byte[] buffer = new byte[TokenLimits.PayloadBytesMax];
        return new TokenVerifier(new SampleApp(), Key(vector)).Verify(
            Encoding.UTF8.GetBytes(vector.GetProperty("jws").GetString()!), now, 0, buffer, out _);
    }
}
