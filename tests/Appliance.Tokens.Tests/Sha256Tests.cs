using System.Security.Cryptography;
using System.Text.Json;
using System.Text;
using Appliance.TestKit;

namespace Appliance.Tokens.Tests;

public sealed class Sha256Tests
{
    /// <summary>The back ends available on this machine.</summary>
    private static readonly Sha256Backend[] Available = Sha256.Backend == Sha256Backend.OpenSsl
        ? [Sha256Backend.Managed, Sha256Backend.OpenSsl]
        : [Sha256Backend.Managed];

    public static TheoryData<Sha256Backend> Backends { get; } = [.. Available];

    [RequiresFact(Needs.OpenSsl)]
    public void OpenSsl_is_selected_if_libcrypto_is_installed() => Assert.Equal(Sha256Backend.OpenSsl, Sha256.Backend);

    // FIPS 180-4's samples, from NIST's "Examples with Intermediate Values".
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    [InlineData(
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrst"
        + "nopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1")]
    public void Sha256_matches_the_FIPS_180_4_samples(string message, string digest)
    {
        foreach (Sha256Backend backend in Available)
            Assert.Equal(digest, Hash(backend, Encoding.ASCII.GetBytes(message)));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Sha256_matches_the_framework_at_every_padding_length(Sha256Backend backend)
    {
        byte[] message = RandomNumberGenerator.GetBytes(300);
        for (int length = 0; length <= message.Length; length++)
        {
            ReadOnlySpan<byte> part = message.AsSpan(0, length);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(part)), Hash(backend, part));
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Sha256_matches_the_framework_on_random_messages(Sha256Backend backend) =>
        Gen.Byte.Array[0, 2000].Sample(message =>
            Hash(backend, message) == Convert.ToHexStringLower(SHA256.HashData(message)));

    [Theory]
    [MemberData(nameof(Backends))]
    public void Sha256_continues_from_a_midstate(Sha256Backend backend)
    {
        byte[] message = RandomNumberGenerator.GetBytes(640 + 17);
        byte[] digest = new byte[Sha256.DigestBytes];
        for (int hashed = 0; hashed <= message.Length; hashed += Sha256.BlockBytes)
        {
            Sha256State state = Sha256State.Initial;
            Sha256.Update(backend, ref state, message.AsSpan(0, hashed));
            Sha256.Finish(backend, ref state, message.AsSpan(hashed), message.Length, digest);
            Assert.Equal(SHA256.HashData(message), digest);
        }
    }

    [RequiresFact(Needs.SharedCases)]
    public void Sha256_matches_the_published_test_vectors()
    {
        int cases = 0;
        foreach (JsonElement vector in Vectors("sha256"))
        {
            byte[] message = Convert.FromHexString(vector.GetProperty("msg_hex").GetString()!);
            foreach (Sha256Backend backend in Available)
                Assert.Equal(vector.GetProperty("digest_hex").GetString(), Hash(backend, message));
            cases++;
        }
        Assert.True(cases > 300, $"only {cases} cases");
    }

    [RequiresFact(Needs.SharedCases)]
    public void Sha256_matches_the_repeated_byte_vector()
    {
        JsonElement vector = Assert.Single(Vectors("sha256-repeat"));
        byte[] message = new byte[vector.GetProperty("count").GetInt32()];
        message.AsSpan().Fill(Convert.FromHexString(vector.GetProperty("byte_hex").GetString()!)[0]);
        foreach (Sha256Backend backend in Available)
            Assert.Equal(vector.GetProperty("digest_hex").GetString(), Hash(backend, message));
    }

    /// <summary>SHAVS, section 6.4: hashes the last three digests; a checkpoint every 1000 hashes.</summary>
    [RequiresFact(Needs.SharedCases)]
    public void Sha256_reaches_the_Monte_Carlo_checkpoints()
    {
        JsonElement vector = Assert.Single(Vectors("sha256-monte"));
        foreach (Sha256Backend backend in Available)
        {
            byte[] seed = Convert.FromHexString(vector.GetProperty("seed_hex").GetString()!);
            foreach (JsonElement checkpoint in vector.GetProperty("checkpoints_hex").EnumerateArray())
            {
                byte[] three = [.. seed, .. seed, .. seed];
                for (int i = 0; i < 1000; i++)
                {
                    Sha256.Hash(backend, three, seed);
                    three.AsSpan(Sha256.DigestBytes).CopyTo(three);
                    seed.CopyTo(three, 2 * Sha256.DigestBytes);
                }
                Assert.Equal(checkpoint.GetString(), Convert.ToHexStringLower(seed));
            }
        }
    }

    private static IEnumerable<JsonElement> Vectors(string type) =>
        SharedCases.Read("crypto_vectors.jsonl").Where(vector => vector.GetProperty("type").GetString() == type);

    private static string Hash(Sha256Backend backend, ReadOnlySpan<byte> message)
    {
        Span<byte> digest = stackalloc byte[Sha256.DigestBytes];
        Sha256.Hash(backend, message, digest);
        return Convert.ToHexStringLower(digest);
    }
}
