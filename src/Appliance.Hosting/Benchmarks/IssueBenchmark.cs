using System.Text;
using Appliance.Hosting.Guide;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Hosting.Benchmarks;

/// <summary>Issues one token: draw the jti, decide, write the claims and sign, either singly or in groups of
/// eight.</summary>
public sealed class IssueBenchmark(SampleRequest sample, SigningKey key, long nowSeconds, bool isGrouped) : IBenchmark
{
    private readonly SigningGroup _group = new();
    private readonly TokenIssuer _issuer = new(sample.App, key);
    private readonly RoomTemplates _rooms = new();
    private readonly TokenIds _ids = new(SystemRandom.Fill);
    private readonly Role _role = sample.Role;
    private readonly Room _room = sample.Room;
    private readonly byte[] _roomId = Encoding.UTF8.GetBytes(sample.RoomId);
    private readonly byte[] _tokens = new byte[SigningGroup.CountMax * TokenLimits.TokenBytesMax];

    public string Name => isGrouped ? "group" : "issue";

    public string? FindError()
    {
        IssueResult issue = IssueOne(start: 0, out _);
        return issue.IsIssued ? null
            : issue.Verdict == IssueVerdict.Denied ? $"Denied: {DenialNames.Of(issue.Denial)}."
            : IssueVerdicts.Describe(issue.Verdict);
    }

    public void Run(long times)
    {
        for (long i = 0; i < times; i++)
        {
            int start = isGrouped ? (int)(i % SigningGroup.CountMax) * TokenLimits.TokenBytesMax : 0;
            IssueOne(start, out UnsignedToken token);
            if (!isGrouped)
            {
                token.Sign(_tokens);
                continue;
            }
            _group.Add(token, start);
            if (_group.IsFull)
                _group.Sign(_tokens);
        }
        _group.Sign(_tokens);
    }

    private IssueResult IssueOne(int start, out UnsignedToken token)
    {
        Span<byte> id = stackalloc byte[TokenIds.Length];
        _ids.Next(id);
        ClaimValues values = new()
        {
            RoomId = _roomId,
            UserId = "1234"u8,
            UserName = "Jane Doe"u8,
            Metadata = "from bench"u8,
            Attributes = """{"from":"bench"}"""u8,
            RoomConfig = """{"max_participants":10}"""u8,
            Data = """{"from":"bench"}"""u8,
            TokenId = id,
            NowSeconds = nowSeconds,
        };
        return _issuer.IssueUnsigned(
            _role, _room, Rules.DefaultLifetime, ref values, _rooms,
            _tokens.AsSpan(start, TokenLimits.TokenBytesMax), out token);
    }
}
