using System.Text;
using System.Text.RegularExpressions;

namespace Appliance.Tokens.Tests;

public sealed class TokenIdsTests
{
    [Fact]
    public void Ids_are_the_fillers_bytes_in_base64url_and_none_is_used_twice()
    {
        int fills = 0;
        byte next = 0;
        TokenIds ids = new(pool =>
        {
            fills++;
            for (int i = 0; i < pool.Length; i++)
                pool[i] = i % 16 == 0 ? next++ : (byte)fills;
        });

        HashSet<string> seen = [];
        for (int i = 0; i < 512; i++)
            Assert.True(seen.Add(Next(ids)));

        Assert.Equal(2, fills);
        Assert.Contains("AAEBAQEBAQEBAQEBAQEBAQ", seen);
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
