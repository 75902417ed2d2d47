using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace Appliance.Tokens.Tests;

public sealed class TokenIdsTests
{
    [Fact]
    public void Ids_are_consecutive_base64url_chunks_of_the_random_bytes()
    {
        List<byte[]> drawn = [];
        TokenIds ids = new(pool =>
        {
            new Random(drawn.Count).NextBytes(pool);
            drawn.Add(pool.ToArray());
        });

        List<string> got = [.. Enumerable.Range(0, 600).Select(_ => Next(ids))];

        // The rest of a pool that is too short for an id is discarded.
        IEnumerable<string> expected = drawn.SelectMany(bytes => Base64Url.EncodeToString(bytes)
            .Chunk(TokenIds.Length)
            .Where(chunk => chunk.Length == TokenIds.Length)
            .Select(chunk => new string(chunk)));
        Assert.Equal(expected.Take(600), got);
        Assert.Equal(3, drawn.Count);
    }

    [Fact]
    public void Random_bytes_beside_ids_come_directly_from_the_filler()
    {
        Random expected = new(1), filler = new(1);
        TokenIds ids = new(filler.NextBytes);
        byte[] drawn = new byte[12], next = new byte[12];
        ids.FillRandom(drawn);
        expected.NextBytes(next);
        Assert.Equal(next, drawn);
    }

    [Fact]
    public void Ids_from_system_randomness_are_unique()
    {
        TokenIds ids = new(SystemRandom.Fill);
        HashSet<string> seen = [];
        for (int i = 0; i < 10_000; i++)
        {
            string id = Next(ids);
            Assert.Matches(new Regex("^[A-Za-z0-9_-]{22}$"), id);
            Assert.True(seen.Add(id));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public void System_randomness_fills_the_whole_buffer(int length)
    {
        byte[] buffer = new byte[length];
        SystemRandom.Fill(buffer);
        // The probability of sixteen zeros in a random megabyte is 2^-108.
        Assert.Equal(-1, buffer.AsSpan().IndexOf(new byte[16]));
    }

    private static string Next(TokenIds ids)
    {
        byte[] id = new byte[TokenIds.Length];
        ids.Next(id);
        return Encoding.ASCII.GetString(id);
    }
}
