using System.Text;
using System.Text.Json;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.TestKit;

namespace Appliance.Tokens.Tests;

public sealed class TokenIssuerTests
{
    private static readonly byte[] Destination = new byte[TokenLimits.TokenBytesMax];

    [Fact]
    public void Issued_token_is_valid_to_an_independent_library()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string token = TestIssuer.Token(SampleApp.Host, userId: "user-1", nowSeconds: now);

        JsonElement claims = Jwt.ValidClaims(token, Encoding.ASCII.GetString(TestIssuer.Secret));

        Assert.Equal("633fcdd84208780bf665346a", claims.GetProperty("room_id").GetString());
        Assert.Equal("host", claims.GetProperty("role").GetString());
        Assert.Equal("user-1", claims.GetProperty("user_id").GetString());
        Assert.Equal(2, claims.GetProperty("version").GetInt32());
        Assert.Equal(now + 3600, claims.GetProperty("exp").GetInt64());
    }

    [Fact]
    public void Verifier_returns_the_claims_as_issued()
    {
        string token = TestIssuer.Token(
            SampleApp.Moderator, userId: "ref", userName: "Zoë ~ ?", data: """{"seat":4}""");

        Assert.Equal(TokenVerdict.Valid, TestIssuer.Verify(Encoding.ASCII.GetBytes(token), out string payload));

        JsonElement claims = JsonDocument.Parse(payload).RootElement;
        Assert.Equal("Zoë ~ ?", claims.GetProperty("name").GetString());
        Assert.Equal("ref", claims.GetProperty("user_ref").GetString());
        Assert.Equal(4, claims.GetProperty("data").GetProperty("seat").GetInt32());
        Assert.Equal(TestIssuer.NowSeconds + 900, claims.GetProperty("exp").GetInt64());
    }

    [Fact]
    public void Policy_denial_is_returned_with_its_reason()
    {
        Room webinar = new(SampleApp.Webinar, StartsAtSeconds: 10_000, DurationSeconds: 600);
        Assert.Equal(Denial.RoleNotAllowedInRoom, Denied(SampleApp.Moderator, webinar, 10_000, Rules.DefaultLifetime));
        Assert.Equal(Denial.RoomNotOpenYet, Denied(SampleApp.Host, webinar, 9_099, Rules.DefaultLifetime));
        Assert.Equal(Denial.RoomOver, Denied(SampleApp.Host, webinar, 10_600, Rules.DefaultLifetime));
        Assert.Equal(Denial.ExpiryTooShort, Denied(SampleApp.Host, TestIssuer.Room, 0, 59));
        Assert.Equal(Denial.ExpiryTooLong, Denied(SampleApp.Host, TestIssuer.Room, 0, 86_401));
    }

    [Fact]
    public void Token_expiry_follows_the_policy()
    {
        Room webinar = new(SampleApp.Webinar, StartsAtSeconds: 10_000, DurationSeconds: 600);
        Assert.Equal(10_600, Issue(SampleApp.Host, webinar, 10_000, Rules.DefaultLifetime).ExpiresAtSeconds);
        Assert.Equal(10_120, Issue(SampleApp.Host, TestIssuer.Room, 10_000, 120).ExpiresAtSeconds);
        Assert.Equal(13_600, Issue(SampleApp.Host, TestIssuer.Room, 10_000, Rules.DefaultLifetime).ExpiresAtSeconds);
    }

    [Fact]
    public void Role_of_another_app_is_denied_as_unknown()
    {
        Assert.Equal(
            Denial.UnknownRole,
            Denied(new SampleApp.HmsRole(0), TestIssuer.Room, TestIssuer.NowSeconds, Rules.DefaultLifetime));
        Assert.Equal(
            Denial.UnknownRole,
            Denied(new SampleApp.HmsRole(63), TestIssuer.Room, TestIssuer.NowSeconds, Rules.DefaultLifetime));
        Assert.Equal(
            Denial.UnknownRole,
            Denied(new SampleApp.HmsRole(-1), TestIssuer.Room, TestIssuer.NowSeconds, Rules.DefaultLifetime));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(TokenLimits.InstantSecondsMax)]
    [InlineData(TokenLimits.InstantSecondsMax - 3599)]
    [InlineData(long.MaxValue - 10)]
    [InlineData(long.MaxValue)]
    public void Clock_out_of_range_is_a_verdict(long nowSeconds) => Assert.Equal(
        new IssueResult(IssueVerdict.ClockOutOfRange, Denial.None, 0, 0),
        Issue(SampleApp.Host, TestIssuer.Room, nowSeconds, Rules.DefaultLifetime));

    [Fact]
    public void Expiry_at_the_end_of_the_year_9999_is_issued() => Assert.Equal(
        TokenLimits.InstantSecondsMax,
        Issue(SampleApp.Host, TestIssuer.Room, TokenLimits.InstantSecondsMax - 3600, Rules.DefaultLifetime)
            .ExpiresAtSeconds);

    [Fact]
    public void Destination_too_small_is_a_verdict()
    {
        int needed = Issue(SampleApp.Host, TestIssuer.Room, 0, Rules.DefaultLifetime).TokenBytes;
        for (int length = 0; length < needed; length += 13)
            Assert.Equal(IssueVerdict.DestinationTooSmall, IssueInto(new byte[length]).Verdict);
        Assert.Equal(IssueVerdict.DestinationTooSmall, IssueInto(new byte[needed - 1]).Verdict);
        Assert.Equal(IssueVerdict.Issued, IssueInto(new byte[needed]).Verdict);
    }

    /// <summary>Every byte of every value is escaped to six: the longest possible token still fits.</summary>
    [Fact]
    public void Longest_values_fit_and_longer_ones_are_rejected()
    {
        byte[] data = new byte[2 * TokenLimits.DataBytesMax];
        JsonWriter writer = new(data);
        writer.Raw("""{"":"""u8);
        writer.String(Enumerable.Repeat((byte)'~', (data.Length - 7) / 6).ToArray());
        writer.Raw("}"u8);
        Assert.False(writer.Overflowed);

        IssueResult result = IssueLong(TokenLimits.UserNameBytesMax, data.AsSpan(0, writer.Length));
        Assert.Equal(IssueVerdict.Issued, result.Verdict);
        Assert.Equal(
            TokenVerdict.Valid, TestIssuer.Verify(Destination.AsSpan(0, result.TokenBytes), out string payload, 5));
        Assert.Contains("\\u007e", payload);
        result = IssueLong(4 * TokenLimits.UserNameBytesMax, data.AsSpan(0, writer.Length));
        Assert.Equal(IssueVerdict.ClaimsTooLong, result.Verdict);
    }

    [Fact]
    public void Issuing_and_verifying_allocate_nothing()
    {
        byte[] payload = new byte[TokenLimits.PayloadBytesMax];
        TokenIds ids = new(SystemRandom.Fill);
        Assert.Equal(0, Allocations.Of(() =>
        {
            Span<byte> id = stackalloc byte[TokenIds.Length];
            ids.Next(id);
            ClaimValues values = new() { RoomId = "r1"u8, UserId = "~é"u8, TokenId = id, NowSeconds = 5 };
            IssueResult result =
                TestIssuer.Issuer.Issue(
                    SampleApp.Host, TestIssuer.Room, Rules.DefaultLifetime, ref values, Destination);
            TestIssuer.Verifier.Verify(Destination.AsSpan(0, result.TokenBytes), 5, 0, payload, out int length);
            if (length == 0)
                throw new InvalidOperationException("no token");
        }));
    }

    [Fact]
    public void Issuer_is_thread_safe()
    {
        string expected = TestIssuer.Token(SampleApp.Host, userId: "u");
        Parallel.For(0, 2000, _ => Assert.Equal(expected, TestIssuer.Token(SampleApp.Host, userId: "u")));
    }

    [Fact]
    public void Role_whose_index_is_not_its_position_throws() =>
        Assert.Throws<ArgumentException>(() => new TokenIssuer(new MisindexedRolesApp(), TestIssuer.Key));

    private static Denial Denied(Role role, in Room room, long nowSeconds, long requestedLifetimeSeconds)
    {
        IssueResult result = Issue(role, room, nowSeconds, requestedLifetimeSeconds);
        Assert.Equal(IssueVerdict.Denied, result.Verdict);
        Assert.Equal(0, result.TokenBytes);
        return result.Denial;
    }

    private static IssueResult Issue(Role role, in Room room, long nowSeconds, long requestedLifetimeSeconds)
    {
        ClaimValues values = new() { RoomId = "r1"u8, TokenId = "id"u8, NowSeconds = nowSeconds };
        return TestIssuer.Issuer.Issue(role, room, requestedLifetimeSeconds, ref values, Destination);
    }

    private static IssueResult IssueInto(Span<byte> destination)
    {
        ClaimValues values = new() { RoomId = "r1"u8, TokenId = "id"u8 };
        return TestIssuer.Issuer.Issue(SampleApp.Host, TestIssuer.Room, Rules.DefaultLifetime, ref values, destination);
    }

    private static IssueResult IssueLong(int nameBytes, ReadOnlySpan<byte> data)
    {
        ClaimValues values = new()
        {
            RoomId = Enumerable.Repeat((byte)'~', TokenLimits.RoomIdBytesMax).ToArray(),
            UserId = Enumerable.Repeat((byte)'~', TokenLimits.UserIdBytesMax).ToArray(),
            UserName = Enumerable.Repeat((byte)'~', nameBytes).ToArray(),
            Data = data,
            TokenId = "AAAAAAAAAAAAAAAAAAAAAA"u8,
            NowSeconds = 5,
        };
        return TestIssuer.Issuer.Issue(
            SampleApp.Moderator, TestIssuer.Room, Rules.DefaultLifetime, ref values, Destination);
    }
}
