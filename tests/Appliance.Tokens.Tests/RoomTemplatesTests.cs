using System.Text;
using Appliance.PolicyModel;
using Appliance.TestKit;

namespace Appliance.Tokens.Tests;

/// <summary>Caching templates changes only the cost of a token, not its content.</summary>
public sealed class RoomTemplatesTests
{
    private static readonly TokenIssuer[] Issuers =
    [
        TestIssuer.Issuer, new(new SampleApp(), new SigningKey("another-secret-of-at-least-32-bytes-0"u8)),
    ];

    /// <summary>Few enough to recur, many enough to collide in a slot; some are too long to cache.</summary>
    private static readonly Gen<string> RoomIds = Gen.OneOf(
        Gen.Int[0, 300].Select(number => $"room-{number}"),
        Gen.Int[0, 9].Select(number => $"{number}"),
        Gen.Int[60, 70].Select(length => new string('r', length)),
        Gen.Const("633fcdd84208780bf665346a"), Gen.Const("\"\\ü~"), Gen.Const(""));

    [Fact]
    public void Cached_room_template_yields_the_same_tokens() =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 1], RoomIds).Array[1, 200].Sample(requests =>
        {
            RoomTemplates rooms = new();
            foreach ((int issuer, int role, string room) in requests)
                Assert.Equal(
                    Write(Issuers[issuer], role, room, rooms: null), Write(Issuers[issuer], role, room, rooms));
        });

    [Fact]
    public void Token_is_signed_correctly_after_its_room_was_evicted_from_the_cache()
    {
        RoomTemplates rooms = new();
        byte[] destination = new byte[TokenLimits.TokenBytesMax];
        IssueResult result = IssueTo(Issuers[0], 0, "first", rooms, destination, out UnsignedToken unsigned);
        for (int other = 0; other < 1000; other++)
            Write(Issuers[other % 2], 0, $"other-{other}", rooms);
        unsigned.Sign(destination);
        Assert.Equal(
            Write(Issuers[0], 0, "first", rooms: null), Encoding.ASCII.GetString(destination, 0, result.TokenBytes));
    }

    [Fact]
    public void Room_template_cache_allocates_nothing_once_filled()
    {
        RoomTemplates rooms = new();
        byte[] destination = new byte[TokenLimits.TokenBytesMax];
        string[] ids = [.. Enumerable.Range(0, 1000).Select(number => $"room-{number}")];
        byte[][] encoded = [.. ids.Select(Encoding.ASCII.GetBytes)];
        int count = 0;
        // The first round fills the slots.
        Assert.Equal(0, Allocations.Of(() =>
        {
            ClaimValues values = new()
            {
                RoomId = encoded[count++ % encoded.Length], TokenId = "t"u8, NowSeconds = 1000,
            };
            Issuers[0].IssueUnsigned(
                SampleApp.Host, TestIssuer.Room, Rules.DefaultLifetime, ref values, rooms, destination, out _);
        }));
    }

    private static string Write(TokenIssuer issuer, int role, string room, RoomTemplates? rooms)
    {
        byte[] destination = new byte[TokenLimits.TokenBytesMax];
        IssueResult result = IssueTo(issuer, role, room, rooms, destination, out UnsignedToken unsigned);
        Assert.Equal(IssueVerdict.Issued, result.Verdict);
        unsigned.Sign(destination);
        return Encoding.ASCII.GetString(destination, 0, result.TokenBytes);
    }

    private static IssueResult IssueTo(
        TokenIssuer issuer, int role, string room, RoomTemplates? rooms, byte[] destination, out UnsignedToken unsigned)
    {
        ClaimValues values = new()
        {
            RoomId = Encoding.UTF8.GetBytes(room), UserId = "ann"u8, UserName = "Ann"u8, TokenId = "t-1"u8,
            NowSeconds = 1_700_000_000,
        };
        return issuer.IssueUnsigned(
            new SampleApp().Roles[role], TestIssuer.Room, Rules.DefaultLifetime, ref values, rooms, destination,
            out unsigned);
    }
}
