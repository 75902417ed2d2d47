using System.Text;

namespace Appliance.Storage.Tests;

public sealed class CommitCounterTests
{
    [Fact]
    public void Commit_counter_round_trips() => Gen.Select(Number, Number, Number).Sample((commits, database, record) =>
    {
        FileBirthTimes birthTimes = new(database, record);
        byte[] utf8 = new byte[CommitCounter.BytesMax];
        CommitCounter.Format(commits, birthTimes, utf8);
        Assert.Equal(new(commits, birthTimes), CommitCounter.Parse(utf8));
        Assert.Matches("^[0-9]{19} [0-9]{19} [0-9]{19}\n$", Encoding.UTF8.GetString(utf8));
        // The format of the previous version, and an overwritten number of commits.
        Assert.Equal(new(commits, null), CommitCounter.Parse(utf8.AsSpan(0, CommitCounter.CommitsDigits)));
        CommitCounter.Format(7, utf8);
        Assert.Equal(new(7, birthTimes), CommitCounter.Parse(utf8));
    });

    [Theory]
    [InlineData("")]
    [InlineData("000000000000000004")]
    [InlineData("00000000000000000042")]
    [InlineData("000000000000000004x")]
    [InlineData("-000000000000000042")]
    [InlineData("9999999999999999999")]
    [InlineData("0000000000000000042 0000000000000000001 0000000000000000001")]
    [InlineData("0000000000000000042 0000000000000000001 000000000000000000x\n")]
    [InlineData("0000000000000000042 000000000000000001 00000000000000000001\n")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public void Malformed_commit_counter_is_rejected(string text) =>
        Assert.Null(CommitCounter.Parse(Encoding.UTF8.GetBytes(text)));

    private static Gen<long> Number => Gen.Long[0, long.MaxValue];
}
