using Appliance.Http;
using Appliance.Policy;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>What one thread's endpoints work with from request to request, so that none of them allocates.</summary>
internal sealed class Workspace(TokenIds tokenIds, HttpLimits limits)
{
    private const int RoomIdBytes = 12;

    private readonly byte[] _tokenId = new byte[TokenIds.Length];

    /// <summary>The time of this turn, Unix seconds.</summary>
    public long NowSeconds { get; set; }

    /// <summary>The time of this turn on a clock that only ever grows.</summary>
    public long MonotonicMilliseconds { get; set; }

    /// <summary>The tenants of this turn.</summary>
    public required Tenants Tenants { get; set; }

    /// <summary>The rooms of all apps.</summary>
    public required RoomDirectory Rooms { get; init; }

    /// <summary>Those for one use of the first time after the start.</summary>
    public required FirstTokens FirstTokens { get; init; }

    /// <summary>Answers that wait for storage.</summary>
    public required LaterAnswers Later { get; init; }

    /// <summary>Whose requests are answered.</summary>
    public Caller Caller { get; set; }

    /// <summary>Of the answers that are not sent yet.</summary>
    public OpenSignatures Signatures { get; } = new();

    /// <summary>Of the rooms that tokens were issued for of late.</summary>
    public RoomTemplates RoomTemplates { get; } = new();

    /// <summary>Decoded strings of the body at hand.</summary>
    public byte[] Strings { get; } = new byte[limits.AnyBodyBytesMax];

    /// <summary>A JSON object of the body at hand, and another: what EnableX calls data, LiveKit attributes and room
    /// configuration.</summary>
    public byte[] Data { get; } = new byte[JsonObjectCopy.WrittenBytesMax];

    public byte[] MoreData { get; } = new byte[JsonObjectCopy.WrittenBytesMax];

    /// <summary>The claims of a token that was shown.</summary>
    public byte[] Payload { get; } = new byte[TokenLimits.PayloadBytesMax];

    public byte[] Credentials { get; } = new byte[BasicCredentials.BytesMax];

    /// <summary>Has to be called for every token that is issued.</summary>
    public void NoteIssued(Tenant tenant, in Room room, ReadOnlySpan<byte> tokenId)
    {
        if (room.Type.SingleUse && FirstTokens.Counts(NowSeconds))
            FirstTokens.Note(tenant.LedgerKeyOf(tokenId));
    }

    /// <summary>Claims with a fresh jti and the time of this turn; the rest is the request's.</summary>
    public ClaimValues NewClaims()
    {
        tokenIds.Next(_tokenId);
        return new() { TokenId = _tokenId, NowSeconds = NowSeconds };
    }

    /// <summary>24 hexadecimal digits, as both vendors' ids are: 96 random bits, never the same twice.</summary>
    public string NewRoomId()
    {
        Span<byte> drawn = stackalloc byte[RoomIdBytes];
        tokenIds.Draw(drawn);
        return Convert.ToHexStringLower(drawn);
    }

    /// <summary>A code such as <c>abc-defg-hij</c>: ten random letters, 47 bits.</summary>
    public string NewRoomCode()
    {
        const string Pattern = "xxx-xxxx-xxx";
        const int Letters = 26;
        Span<char> code = stackalloc char[Pattern.Length];
        Span<byte> drawn = stackalloc byte[1];
        for (int at = 0; at < code.Length; at++)
        {
            // The bytes from the last multiple of 26 on would make some letters likelier.
            do
                tokenIds.Draw(drawn);
            while (drawn[0] >= byte.MaxValue / Letters * Letters);
            code[at] = Pattern[at] == '-' ? '-' : (char)('a' + drawn[0] % Letters);
        }
        return new(code);
    }
}
