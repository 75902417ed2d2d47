using Appliance.Http;
using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>
/// A LiveKit token request, values decoded; a value that was left out is empty. The members are those of the vendor's
/// TokenSourceRequest, whose JSON has two spellings (Protocol Buffers, ProtoJSON format).
/// </summary>
internal ref struct LiveKitRequest
{
    /// <summary>The members of a body. Every one may be left out, and with them the body.</summary>
    public static readonly Member[] Members =
    [
        new("room_name", MemberKind.Text) { Spelling = "roomName", IsExact = true },
        new("participant_name", MemberKind.Text) { Spelling = "participantName" },
        new("participant_identity", MemberKind.Text) { Spelling = "participantIdentity" },
        new("participant_metadata", MemberKind.LongText) { Spelling = "participantMetadata" },
        new("participant_attributes", MemberKind.Object)
        {
            Spelling = "participantAttributes", IsLong = true, HasTexts = true,
        },
        new("room_config", MemberKind.Object) { Spelling = "roomConfig", IsLong = true },
    ];

    /// <summary>The parameters of a query, which the vendor's React hook useToken sends.</summary>
    public static readonly Member[] Parameters =
    [
        new("roomName", MemberKind.Text) { Spelling = "room_name", IsExact = true },
        new("name", MemberKind.Text) { Spelling = "participant_name" },
        new("identity", MemberKind.Text) { Spelling = "participant_identity" },
        new("metadata", MemberKind.LongText) { Spelling = "participant_metadata" },
    ];

    private const int RoomNamePlace = 0, NamePlace = 1, IdentityPlace = 2, MetadataPlace = 3, AttributesPlace = 4,
        RoomConfigPlace = 5;

    public ReadOnlySpan<byte> RoomName;
    public ReadOnlySpan<byte> Identity;
    public ReadOnlySpan<byte> Name;
    public ReadOnlySpan<byte> Metadata;
    /// <summary>A JSON object ready for the token.</summary>
    public ReadOnlySpan<byte> Attributes;
    /// <summary>A JSON object ready for the token.</summary>
    public ReadOnlySpan<byte> RoomConfig;

    /// <param name="request">A GET has its values in the query, any other in the body.</param>
    /// <param name="workspace">Holds the values and, with a failure, the name of the member at fault.</param>
    /// <param name="asked">Valid until the next request.</param>
    public static LiveKitFailure TryParse(scoped in HttpRequest request, Workspace workspace, out LiveKitRequest asked)
    {
        asked = default;
        bool isQuery = request.Method != HttpMethod.Post;
        Member[] table = isQuery ? Parameters : Members;
        RequestBody values = new(table);
        BodyFault fault = isQuery ? values.ReadQuery(request, workspace) : values.Read(request, workspace);
        if (fault != BodyFault.None)
        {
            if (fault == BodyFault.WrongType)
                workspace.BlameMember(table[values.FaultyPlace].Name, table[values.FaultyPlace].ExpectedBytes);
            return LiveKitFailures.Of(fault);
        }
        asked.RoomName = values[RoomNamePlace];
        asked.Name = values[NamePlace];
        asked.Identity = values[IdentityPlace];
        asked.Metadata = values[MetadataPlace];
        asked.Attributes = values[AttributesPlace];
        asked.RoomConfig = values[RoomConfigPlace];
        int faulty = asked.FaultyPlace(workspace.MetadataBytesMax);
        if (faulty < 0)
            return LiveKitFailure.None;
        workspace.BlameMember(
            table[faulty].Name, faulty == RoomNamePlace ? RoomNameExpected : table[faulty].ExpectedBytes);
        return LiveKitFailure.InvalidMember;
    }

    /// <summary>What the caller says about themselves and the room.</summary>
    public readonly void CopyTo(ref ClaimValues values)
    {
        values.UserId = Identity;
        values.UserName = Name;
        values.Metadata = Metadata;
        values.Attributes = Attributes;
        values.RoomConfig = RoomConfig;
    }

    private static readonly byte[] RoomNameExpected =
        "a string of 1 to 256 bytes of UTF-8 without control characters"u8.ToArray();

    /// <summary>The place of the first value that is not what it has to be; -1 if there is none.</summary>
    private readonly int FaultyPlace(int metadataBytesMax) =>
        !IsPlainOrEmpty(RoomName) ? RoomNamePlace :
        !IsPlainOrEmpty(Name) ? NamePlace :
        !IsPlainOrEmpty(Identity) ? IdentityPlace :
        // It may be of many lines, but NUL ends strings early in too many programs that may read this token.
        Metadata.Length > metadataBytesMax || Metadata.Contains((byte)0) ? MetadataPlace : -1;

    private static bool IsPlainOrEmpty(ReadOnlySpan<byte> text) => text.IsEmpty || CallerText.IsPlain(text);
}
