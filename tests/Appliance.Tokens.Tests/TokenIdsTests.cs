using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace Appliance.Tokens.Tests;

public sealed class TokenIdsTests
{
    [Fact]
    public void Ids_are_the_fillers_bytes_in_base64url_one_behind_the_other()
    {
        List<byte[]> drawn = [];
        TokenIds ids = new(pool =>
        {
            new Random(drawn.Count).NextBytes(pool);
            drawn.Add(pool.ToArray());
        });

        List<string> got = [.. Enumerable.Range(0, 600).Select(_ => Next(ids))];

        // What is left at the end of a pool and too short for an id is dropped.
        IEnumerable<string> expected = drawn.SelectMany(bytes => Base64Url.EncodeToString(bytes)
            .Chunk(TokenIds.Length)
            .Where(chunk => chunk.Length == TokenIds.Length)
            .Select(chunk => new string(chunk)));
        Assert.Equal(expected.Take(600), got);
        Assert.Equal(3, drawn.Count);
    }

    [Fact]
    public void What_is_drawn_beside_ids_is_the_fillers_and_no_ids()
    {
        Random expected = new(1), filler = new(1);
        TokenIds ids = new(filler.NextBytes);
        byte[] drawn = new byte[12], next = new byte[12];
        ids.FillRandom(drawn);
        expected.NextBytes(next);
        Assert.Equal(next, drawn);
    }

    [Fact]
    public void The_systems_randomness_makes_ids_that_differ()
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
    public void The_systems_randomness_fills_the_whole_buffer(int length)
    {
        byte[] buffer = new byte[length];
        SystemRandom.Fill(buffer);
        // A run of sixteen zeros has one chance in 2^108 of being random in a megabyte.
        Assert.Equal(-1, buffer.AsSpan().IndexOf(new byte[16]));
    }

    private static string Next(TokenIds ids)
    {
        byte[] id = new byte[TokenIds.Length];
        ids.Next(id);
        return Encoding.ASCII.GetString(id);
    }
}
