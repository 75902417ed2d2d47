using System.Globalization;
using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Clients.RateLimits;
using Appliance.PolicyModel;
using Appliance.TestKit;
using Appliance.Tokens;

namespace Appliance.Endpoints.Tests;

/// <summary>The numbers in docs/security.md match the code.</summary>
public sealed class SecurityPageTests
{
    private const double SecondsOfYear = 31_557_600, SecondsOfDay = 86_400;

    /// <summary>The page rounds to two or three digits.</summary>
    private const double Rounding = 0.04;

    private static readonly double Codes = Math.Pow(26, 10);

    private static readonly string[] Lines =
        File.ReadAllLines(Path.Combine(Places.Repository, "docs/security.md"));

    [Fact]
    public void Security_page_states_the_rate_limits()
    {
        Assert.Contains(Limit(RateLimiterSet.WrongKeysLimit), LimitOf("`wrong-key`"));
        Assert.Contains(Limit(RateLimiterSet.WrongCodesLimit), LimitOf("`wrong-code`"));
        Assert.Contains(Lines, line => line.Contains($"More than {RoomCodeAlarm.GuessesMax} in a minute"));

        static string Limit(RateLimit limit) => $"{limit.PerSecond} a second, {limit.Burst} at once";
    }

    [Fact]
    public void Security_page_explains_every_rejection_reason_and_bucket()
    {
        IEnumerable<string> reasons = Enum.GetValues<CredentialError>()
            .Where(error => error != CredentialError.BadToken)
            .Select(error => new CredentialRejection(error).Reason)
            .Concat(Enum.GetValues<BearerVerdict>().Where(verdict => verdict != BearerVerdict.Valid).Select(
                verdict => new CredentialRejection(CredentialError.BadToken, Token: new(verdict)).Reason));
        Assert.Equal(reasons.ToHashSet(), NamesBelow("| reason |"));
        Assert.Equal(Enum.GetValues<Bucket>().Select(Buckets.NameOf).ToHashSet(), NamesBelow("| bucket |"));
    }

    [Fact]
    public void Security_page_table_matches_its_formula()
    {
        int first = Array.FindIndex(Lines, line => line.StartsWith("| N codes |")) + 2;
        int[] addresses = [1, 100, 1000, 10_000];
        int rows = 0;
        foreach (string line in Lines.Skip(first).TakeWhile(line => line.StartsWith('|')))
        {
            string[] cells = Cells(line);
            double attempts = Codes / Number(cells[0]);
            AssertNear(attempts, Number(cells[1]), line);
            for (int i = 0; i < addresses.Length; i++)
                AssertNear(
                    attempts / addresses[i] / RateLimiterSet.WrongCodesLimit.PerSecond, Seconds(cells[2 + i]), line);
            rows++;
        }
        Assert.Equal(4, rows);
    }

    [Fact]
    public void Security_page_states_the_time_of_guesses_below_the_alarm_limit()
    {
        double perSecond = RoomCodeAlarm.GuessesMax / 60.0;
        AssertNear(Codes / 2000 / perSecond, 447 * SecondsOfYear, "447 years");
        AssertNear(Codes / 100_000 / perSecond, 9 * SecondsOfYear, "9 years");
        Assert.Contains(Lines, line => line.Contains("2,000 codes need 447 years"));
        Assert.Contains(Lines, line => line.Contains("100,000 codes need 9 years"));
    }

    /// <summary>The first cells of a table, without backticks.</summary>
    private static HashSet<string> NamesBelow(string head) =>
        [.. Rows(head).Select(cells => cells[0].Trim('`'))];

    /// <summary>The rows below a table's head.</summary>
    internal static IEnumerable<string[]> Rows(string head) =>
        Lines.SkipWhile(line => !line.StartsWith(head)).Skip(2).TakeWhile(line => line.StartsWith('|')).Select(Cells);

    private static string LimitOf(string bucket) => Rows("| bucket |").Single(cells => cells[0] == bucket)[1];

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];

    private static double Seconds(string text)
    {
        string[] parts = text.Split(' ');
        return Number(parts[0]) * (parts[1] == "days" ? SecondsOfDay : SecondsOfYear);
    }

    /// <summary>Parses numbers such as 2,240 or 7.1 × 10^10.</summary>
    private static double Number(string text)
    {
        string[] parts = text.Split(" × 10^");
        double number = double.Parse(parts[0], CultureInfo.InvariantCulture);
        return parts.Length == 1 ? number : number * Math.Pow(10, int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static void AssertNear(double expected, double stated, string where) =>
        Assert.True(Math.Abs(stated / expected - 1) < Rounding, $"{stated} instead of {expected}: {where}");
}
