using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Appliance.Samples;
using Appliance.Testing;

namespace Appliance.Tokens.Tests;

/// <summary>Tokens that other people made, each with the verdict it must get.</summary>
public sealed class PublishedTokenTests
{
    /// <summary>Good by the RFCs, refused here: what is stricter, and why.</summary>
    private static readonly Dictionary<string, (TokenVerdict Verdict, string Why)> Stricter = new()
    {
        ["rfc7520-4.4"] = (TokenVerdict.BadClaims, "its payload is no claims set"),
        ["jwt.io"] = (TokenVerdict.BadClaims, "it never expires; its key is too short as well"),
    };

    /// <summary>Refused by rules of others, not by the token's own shape.</summary>
    private static readonly Dictionary<string, string> ForTheRedeemer = new()
    {
        ["own-kid-path"] = "a kid is ignored: it chooses no key, so it can choose no wrong one",
        ["own-claim-no-jti"] = "only a single-use token needs a jti",
        ["own-claim-iss-wrong"] = "the key tells whose token it is; who expects an iss compares it",
        ["own-claim-lifetime-too-long"] = "the longest life is the policy's, enforced when the token is issued",
    };

    [SharedCasesFact]
    public void Each_published_token_gets_its_verdict()
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
                    == (ForTheRedeemer.ContainsKey(id) || vector.GetProperty("result").GetString() == "valid");
            if (!right)
                wrong.Add($"{id}: {verdict}");
        }
        Assert.Empty(wrong);
        Assert.True(seen.Count > 55, $"only {seen.Count} cases");
        Assert.Superset(new HashSet<string>([.. Stricter.Keys, .. ForTheRedeemer.Keys]), seen);
    }

    /// <summary>What the verifier refuses for its header alone, the layer below still signs as everyone does.</summary>
    [SharedCasesFact]
    public void Each_published_signature_is_the_one_we_would_write()
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
