using System.Text;
using Appliance.Policy;
using Appliance.Serving;
using Appliance.Tokens;

namespace Appliance.Commands.Bench;

/// <summary>One token: its jti drawn, decided, its claims written, signed.</summary>
internal sealed class IssueWork(SampleRequest sample, SigningKey key, long nowSeconds) : IWork
{
    private readonly TokenIssuer _issuer = new(sample.App, key);
    private readonly TokenIds _ids = new(SystemRandom.Fill);
    private readonly Role _role = sample.Role;
    private readonly Room _room = sample.App.RoomAt(sample.RoomIndex);
    private readonly byte[] _roomId = Encoding.UTF8.GetBytes(sample.RoomId);
    private readonly byte[] _token = new byte[TokenLimits.TokenBytesMax];

    public string Name => "issue";

    public string? Problem()
    {
        Issue issue = IssueOne();
        return issue.IsIssued ? null
            : issue.Verdict == IssueVerdict.Denied ? $"Denied: {DenialNames.Of(issue.Denial)}."
            : IssueVerdicts.Describe(issue.Verdict);
    }

    public void Run(long times)
    {
        for (long i = 0; i < times; i++)
            IssueOne();
    }

    private Issue IssueOne()
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
        return _issuer.Issue(_role, _room, Rules.DefaultLife, ref values, _token);
    }
}
