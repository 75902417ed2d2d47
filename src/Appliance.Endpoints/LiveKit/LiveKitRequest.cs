using Appliance.Http;
using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>
/// A LiveKit token request, values decoded; a missing value is empty. The members are those of the vendor's
/// TokenSourceRequest, whose JSON has two spellings (Protocol Buffers, ProtoJSON format).
/// </summary>
internal ref struct LiveKitRequest
{
    /// <summary>The members of a body. All are optional, and so is the body.</summary>
    public static readonly Member[] Members =
    [
        new("room_name", MemberKind.Text) { Spelling = "roomName", IsExact = true },
        new("participant_name", MemberKind.Text) { Spelling = "participantName" },
        new("participant_identity", MemberKind.Text) { Spelling = "participantIdentity" },
        new("participant_metadata", MemberKind.LongText) { Spelling = "participantMetadata" },
        new("participant_attributes", MemberKind.Object)
        {
            Spelling = "participantAttributes", IsLong = true, HasStringValues = true,
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

    private const int RoomNameIndex = 0, NameIndex = 1, IdentityIndex = 2, MetadataIndex = 3, AttributesIndex = 4,
        RoomConfigIndex = 5;

    public ReadOnlySpan<byte> RoomName;
    public ReadOnlySpan<byte> Identity;
    public ReadOnlySpan<byte> Name;
    public ReadOnlySpan<byte> Metadata;
    /// <summary>A JSON object, written as in the token.</summary>
    public ReadOnlySpan<byte> Attributes;
    /// <summary>A JSON object, written as in the token.</summary>
    public ReadOnlySpan<byte> RoomConfig;

    /// <param name="request">A GET has its values in the query, any other method in the body.</param>
    /// <param name="workspace">Holds the values and, after a failure, the invalid member.</param>
    /// <param name="parsed">Valid until the next request.</param>
    public static LiveKitFailure TryParse(scoped in HttpRequest request, Workspace workspace, out LiveKitRequest parsed)
    {
        parsed = default;
        bool isQuery = request.Method != HttpMethod.Post;
        Member[] table = isQuery ? Parameters : Members;
        RequestBody values = new(table);
        BodyError error = isQuery ? values.ReadQuery(request, workspace) : values.Read(request, workspace);
        if (error != BodyError.None)
        {
            if (error == BodyError.WrongType)
                workspace.RecordInvalidMember(
                    table[values.InvalidMemberIndex].Name, table[values.InvalidMemberIndex].ExpectedBytes);
            return LiveKitFailures.Of(error);
        }
        parsed.RoomName = values[RoomNameIndex];
        parsed.Name = values[NameIndex];
        parsed.Identity = values[IdentityIndex];
        parsed.Metadata = values[MetadataIndex];
        parsed.Attributes = values[AttributesIndex];
        parsed.RoomConfig = values[RoomConfigIndex];
        int invalid = parsed.InvalidMemberIndex(workspace.MetadataBytesMax);
        if (invalid < 0)
            return LiveKitFailure.None;
        workspace.RecordInvalidMember(
            table[invalid].Name, invalid == RoomNameIndex ? RoomNameExpected : table[invalid].ExpectedBytes);
        return LiveKitFailure.InvalidMember;
    }

    /// <summary>Copies the values that the caller sent.</summary>
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

    /// <summary>The index of the first invalid value; -1 if all are valid.</summary>
    private readonly int InvalidMemberIndex(int metadataBytesMax) =>
        !IsPlainOrEmpty(RoomName) ? RoomNameIndex :
        !IsPlainOrEmpty(Name) ? NameIndex :
        !IsPlainOrEmpty(Identity) ? IdentityIndex :
        // Line breaks are allowed. NUL is not: it ends strings early in many programs that read tokens.
        Metadata.Length > metadataBytesMax || Metadata.Contains((byte)0) ? MetadataIndex : -1;

    private static bool IsPlainOrEmpty(ReadOnlySpan<byte> text) => text.IsEmpty || CallerText.IsPlain(text);
}
