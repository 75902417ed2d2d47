using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Http;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Vendors.LiveKit;

/// <summary>
/// A LiveKit token request. The members are those of the vendor's TokenSourceRequest, whose JSON has two spellings
/// (Protocol Buffers, ProtoJSON format).
/// </summary>
internal static class LiveKitRequest
{
    private static readonly Member RoomName =
        new("room_name", MemberKind.Text) { Spelling = "roomName", IsExact = true };

    public static readonly Member ParticipantName =
        new("participant_name", MemberKind.Text) { Spelling = "participantName" };

    public static readonly Member Identity =
        new("participant_identity", MemberKind.Text) { Spelling = "participantIdentity" };

    public static readonly Member Metadata =
        new("participant_metadata", MemberKind.LongText) { Spelling = "participantMetadata" };

    public static readonly Member Attributes = new("participant_attributes", MemberKind.Object)
    {
        Spelling = "participantAttributes", IsLong = true, HasStringValues = true,
    };

    private static readonly Member RoomConfig =
        new("room_config", MemberKind.Object) { Spelling = "roomConfig", IsLong = true };

    /// <summary>The members of a body. All are optional, and so is the body.</summary>
    public static readonly Member[] Members =
        [RoomName, ParticipantName, Identity, Metadata, Attributes, RoomConfig];

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

    private const string RoomNameExpected = "a string of 1 to 256 bytes of UTF-8 without control characters";

    /// <summary>Reads a request.</summary>
    /// <param name="request">A POST has its values in the body, any other method in the query.</param>
    /// <param name="buffers">Hold the values.</param>
    /// <param name="detail">After a failure, has the invalid member.</param>
    /// <param name="asked">The values; valid until the next request.</param>
    public static Failure TryRead(
        scoped in HttpRequest request, RequestBuffers buffers, FailureDetail detail, scoped ref TokenRequest asked)
    {
        bool isQuery = request.Method != HttpMethod.Post;
        Member[] table = isQuery ? Parameters : Members;
        RequestBody values = new(table);
        Failure failure = isQuery
            ? values.ReadQuery(request, buffers, detail) : values.Read(request, buffers, detail);
        if (failure != Failure.None)
            return failure;
        asked.RoomId = values[RoomNameIndex];
        asked.Values.UserName = values[NameIndex];
        asked.Values.UserId = values[IdentityIndex];
        asked.Values.Metadata = values[MetadataIndex];
        asked.Values.Attributes = values[AttributesIndex];
        asked.Values.RoomConfig = values[RoomConfigIndex];
        int invalid = InvalidIndex(asked, buffers.MetadataBytesMax);
        if (invalid < 0)
            return Failure.None;
        if (invalid == RoomNameIndex)
            detail.Record(table[invalid].Name, RoomNameExpected, table[invalid]);
        else
            detail.Record(table[invalid]);
        return Failure.InvalidMember;
    }

    /// <summary>The member of the first of these values.</summary>
    public static Member FirstOf(CallerValues values) =>
        (values & CallerValues.UserId) != 0 ? Identity :
        (values & CallerValues.UserName) != 0 ? ParticipantName :
        (values & CallerValues.Metadata) != 0 ? Metadata :
        (values & CallerValues.Attributes) != 0 ? Attributes : RoomConfig;

    /// <summary>The index of the first invalid value; -1 if all are valid.</summary>
    private static int InvalidIndex(scoped in TokenRequest asked, int metadataBytesMax) =>
        !IsPlainOrEmpty(asked.RoomId) ? RoomNameIndex :
        !IsPlainOrEmpty(asked.Values.UserName) ? NameIndex :
        !IsPlainOrEmpty(asked.Values.UserId) ? IdentityIndex :
        // Line breaks are allowed. NUL is not: it ends strings early in many programs that read tokens.
        asked.Values.Metadata.Length > metadataBytesMax || asked.Values.Metadata.Contains((byte)0) ? MetadataIndex : -1;

    private static bool IsPlainOrEmpty(ReadOnlySpan<byte> text) => text.IsEmpty || CallerText.IsPlain(text);
}
