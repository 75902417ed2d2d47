using System.Text;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>State and buffers of one thread's endpoints, reused between requests to avoid allocations.</summary>
/// <param name="tokenIds">Of this thread.</param>
/// <param name="limits">On requests.</param>
/// <param name="metadataBytesMax">See <see cref="ApiServices.MetadataBytesMax"/>.</param>
internal sealed class Workspace(TokenIds tokenIds, HttpLimits limits, int metadataBytesMax)
{
    private const int RoomIdBytes = 12;

    private readonly byte[] _tokenId = new byte[TokenIds.Length];
    private readonly byte[] _invalidMember = new byte[EchoedName.BytesMax];
    private int _invalidMemberBytes;
    private RoomRegistry? _lastRooms;
    private byte[] _expected = [];

    /// <summary>The time of this turn, Unix seconds.</summary>
    public long NowSeconds { get; set; }

    /// <summary>The time of this turn on a monotonic clock.</summary>
    public long MonotonicMilliseconds { get; set; }

    /// <summary>How current the room data is in this turn.</summary>
    public RoomFreshness Freshness { get; set; }

    /// <summary>The tenants of this turn.</summary>
    public required Tenants Tenants { get; set; }

    /// <summary>The rooms of all apps.</summary>
    public required RoomDirectory Rooms { get; init; }

    /// <summary>The rooms of one app; caches the last lookup.</summary>
    public RoomRegistry RoomsOf(App app)
    {
        if (_lastRooms?.App != app)
            _lastRooms = Rooms.Of(app);
        return _lastRooms;
    }

    /// <summary>Recognizes tokens of this process while the ledger is young.</summary>
    public required TokenIdMarks TokenIdMarks { get; init; }

    /// <summary>Receives events for the operator; null to discard them.</summary>
    public IServiceLog? Log { get; init; }

    /// <summary>Responses that wait for storage.</summary>
    public required DeferredResponses Deferred { get; init; }

    /// <summary>The client of the current request.</summary>
    public Caller Caller { get; set; }

    /// <summary>The route of the current request.</summary>
    public RouteKind Route { get; set; }

    /// <summary>Of the responses that are not sent yet.</summary>
    public PendingSignatures Signatures { get; } = new();

    /// <summary>Cached claim templates of recently used rooms.</summary>
    public RoomTemplates RoomTemplates { get; } = new();

    /// <summary>Decoded strings of the current body.</summary>
    public byte[] Strings { get; } = new byte[limits.AnyBodyBytesMax];

    /// <summary>A JSON object of the current body: EnableX's data or LiveKit's attributes. <see cref="MoreData"/> holds
    /// the second one, LiveKit's room configuration.</summary>
    public byte[] Data { get; } = new byte[JsonObjectCopy.WrittenBytesMaxFor(metadataBytesMax)];

    public byte[] MoreData { get; } = new byte[JsonObjectCopy.WrittenBytesMaxFor(metadataBytesMax)];

    public int MetadataBytesMax => metadataBytesMax;

    /// <summary>The claims of a presented token.</summary>
    public byte[] Payload { get; } = new byte[TokenLimits.AnyPayloadBytesMax];

    public byte[] Credentials { get; } = new byte[BasicCredentials.BytesMax];

    /// <summary>The current path without doubled slashes, followed by its decoded parameter.</summary>
    public byte[] Path { get; } = new byte[2 * limits.RequestLineBytesMax];

    /// <summary>The ignored members of the current body.</summary>
    public IgnoredMembers IgnoredMembers { get; } = new();

    /// <summary>The member that the current error message is about.</summary>
    public MemberError MemberError => new(_invalidMember.AsSpan(0, _invalidMemberBytes), _expected);

    /// <summary>Records the invalid member for the error message.</summary>
    /// <param name="name">UTF-8.</param>
    /// <param name="expected">See <see cref="MemberError.Expected"/>; may be empty.</param>
    public void RecordInvalidMember(ReadOnlySpan<byte> name, string expected) =>
        RecordInvalidMember(name, Encoding.ASCII.GetBytes(expected));

    /// <summary>As above, without an allocation.</summary>
    public void RecordInvalidMember(ReadOnlySpan<byte> name, byte[]? expected = null)
    {
        _expected = expected ?? [];
        ReadOnlySpan<byte> truncated = EchoedName.Truncate(name);
        _invalidMemberBytes = truncated.Length;
        truncated.CopyTo(_invalidMember);
    }

    /// <summary>Claims with a new jti and this turn's time; the caller adds the request's values.</summary>
    /// <param name="app">The app that issues the token.</param>
    /// <param name="room">The room that the token is for.</param>
    public ClaimValues NewClaims(App app, scoped in Room room)
    {
        tokenIds.Next(_tokenId);
        if (room.Type.SingleUse)
            TokenIdMarks.Mark(_tokenId, app, NowSeconds, tokenIds);
        return new() { TokenId = _tokenId, NowSeconds = NowSeconds };
    }

    /// <summary>24 hexadecimal digits, the vendors' format of ids: 96 random bits, in practice unique.</summary>
    public string NewRoomId()
    {
        Span<byte> drawn = stackalloc byte[RoomIdBytes];
        tokenIds.FillRandom(drawn);
        return Convert.ToHexStringLower(drawn);
    }

    /// <summary>Random decimal digits.</summary>
    public string NewDigits(int count)
    {
        const int Digits = 10;
        return string.Create(count, this, static (digits, workspace) =>
        {
            for (int at = 0; at < digits.Length; at++)
                digits[at] = (char)('0' + workspace.Draw(Digits));
        });
    }

    /// <summary>A uniform random number below a bound of at most 255.</summary>
    private int Draw(int bound)
    {
        Span<byte> drawn = stackalloc byte[1];
        // Rejection sampling: values from the last multiple of the bound on would bias the result.
        do
            tokenIds.FillRandom(drawn);
        while (drawn[0] >= byte.MaxValue / bound * bound);
        return drawn[0] % bound;
    }

    /// <summary>A code such as <c>abc-defg-hij</c>: ten random letters, 47 bits.</summary>
    public string NewRoomCode()
    {
        const string Pattern = "xxx-xxxx-xxx";
        const int Letters = 26;
        Span<char> code = stackalloc char[Pattern.Length];
        for (int at = 0; at < code.Length; at++)
            code[at] = Pattern[at] == '-' ? '-' : (char)('a' + Draw(Letters));
        return new(code);
    }
}
