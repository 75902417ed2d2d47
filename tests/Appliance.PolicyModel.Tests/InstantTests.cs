using System.Globalization;
using System.Text;

namespace Appliance.PolicyModel.Tests;

/// <summary>Instants, with the framework's calendar as the oracle.</summary>
public class InstantTests
{
    private static readonly long First = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long Last = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>Any instant, or one at the boundary of a month.</summary>
    private static readonly Gen<long> Seconds = Gen.OneOf(
        Gen.Long[First, Last],
        Gen.Select(Gen.Int[1, 9999], Gen.Int[1, 12], Gen.Long[-1, 0]).Select((year, month, shift) => Math.Max(
            First, new DateTimeOffset(year, month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() + shift)));

    [Fact]
    public void First_and_last_day_of_every_month_match_the_framework()
    {
        for (int month = 0; month < 9999 * 12; month++)
        {
            DateTime first = DateTime.MinValue.AddMonths(month);
            AssertDay(first);
            AssertDay(first.AddDays(DateTime.DaysInMonth(first.Year, first.Month) - 1));
        }

        static void AssertDay(DateTime day)
        {
            string text = day.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            Assert.True(Instant.TryParse(text, out long seconds), text);
            Assert.Equal(new DateTimeOffset(day, TimeSpan.Zero).ToUnixTimeSeconds(), seconds);
            Assert.Equal(text, Instant.ToText(seconds));
        }
    }

    [Fact]
    public void Formatted_instant_matches_the_framework() => Seconds.Sample(seconds => Assert.Equal(
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Instant.ToText(seconds)), iter: 100_000);

    [Fact]
    public void Instant_written_as_bytes_equals_its_text() => Seconds.Sample(seconds =>
    {
        byte[] bytes = new byte[Instant.TextBytes];
        Instant.Write(seconds, bytes);
        Assert.Equal(Instant.ToText(seconds), Encoding.ASCII.GetString(bytes));
    });

    [Fact]
    public void Instant_with_offset_is_parsed_like_the_framework() =>
        Gen.Select(Seconds, Gen.Int[-14 * 60, 14 * 60]).Sample((seconds, minutes) =>
        {
            TimeSpan offset = TimeSpan.FromMinutes(minutes);
            if (seconds + minutes * 60 < First || seconds + minutes * 60 > Last)
                return;
            string text = DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(offset)
                .ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
            Assert.True(Instant.TryParse(text, out long read), text);
            Assert.Equal(seconds, read);
        }, iter: 100_000);

    [Fact]
    public void Nonexistent_date_is_rejected() =>
        Gen.Select(Gen.Int[0, 9999], Gen.Int[0, 13], Gen.Int[0, 32]).Sample((year, month, day) =>
        {
            string date = $"{year:D4}-{month:D2}-{day:D2}";
            bool exists = DateTime.TryParseExact(
                date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
            Assert.Equal(exists, Instant.TryParse(date + "T00:00:00Z", out _));
        }, iter: 100_000);

    [Theory]
    [InlineData("")]
    [InlineData("2040-01-01")]
    [InlineData("2040-01-01T10:00:00")]
    [InlineData("2040-01-01 10:00:00Z")]
    [InlineData("2040-01-01T10:00Z")]
    [InlineData("2040-01-01T24:00:00Z")]
    [InlineData("2040-01-01T10:60:00Z")]
    [InlineData("2040-01-01T10:00:60Z")]
    [InlineData("2040-01-01T10:00:00.5Z")]
    [InlineData("2040-01-01T10:00:00+1:00")]
    [InlineData("2040-01-01T10:00:00+24:00")]
    [InlineData("2040-01-01T10:00:00+00:60")]
    [InlineData("2040-01-01T10:00:00Z ")]
    [InlineData("٢٠٤٠-01-01T10:00:00Z")]
    public void Malformed_instant_is_rejected(string text)
    {
        Assert.False(Instant.TryParse(text, out long seconds));
        Assert.Equal(0, seconds);
    }

    [Fact]
    public void Lower_case_t_and_z_are_accepted()
    {
        Assert.True(Instant.TryParse("2040-01-01t10:00:00z", out long seconds));
        Assert.Equal("2040-01-01T10:00:00Z", Instant.ToText(seconds));
    }

    [Fact]
    public void Year_outside_0_to_9999_formats_with_a_sign()
    {
        Assert.Equal("+10000-01-01T00:00:00Z", Instant.ToText(Last + 1));
        Assert.Equal("0000-12-31T23:59:59Z", Instant.ToText(First - 1));
        Assert.Equal("-0001-12-31T23:59:59Z", Instant.ToText(First - 1 - 366 * Duration.Day));
        Assert.StartsWith("-", Instant.ToText(long.MinValue));
        Assert.StartsWith("+", Instant.ToText(long.MaxValue));
    }
}
