using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Http;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Vendors.EnableX;

/// <summary>The body of an EnableX token request: <c>{"name","role","user_ref","data"?}</c>.</summary>
internal static class EnableXRequest
{
    public const int DataMembersMax = 5;

    public static readonly Member Name = new("name", MemberKind.Text);
    public static readonly Member Role = new("role", MemberKind.Text) { IsExact = true };
    public static readonly Member UserRef = new("user_ref", MemberKind.Text);

    public static readonly Member Data = new("data", MemberKind.Object)
    {
        MembersMax = DataMembersMax, AcceptsJsonText = true,
    };

    public static readonly Member RoomId = new("roomId", MemberKind.Text) { IsExact = true };

    /// <summary>The members of the vendor's API. Its samples also send <c>roomId</c>, which is ignored: the path names
    /// the room.</summary>
    public static readonly Member[] Members = [Name, Role, UserRef, Data];

    /// <summary>The members of the sample front, whose path names no room.</summary>
    public static readonly Member[] FrontMembers = [.. Members, RoomId];

    private const int NameIndex = 0, RoleIndex = 1, UserRefIndex = 2, DataIndex = 3, RoomIdIndex = 4;

    /// <summary>Reads a request.</summary>
    /// <param name="request">JSON or a form.</param>
    /// <param name="roomId">The room; empty if the body has its id.</param>
    /// <param name="buffers">Holds the values until the next request.</param>
    /// <param name="detail">Records the invalid member.</param>
    /// <param name="asked">The values; valid until the next request.</param>
    public static Failure TryRead(
        scoped in HttpRequest request, ReadOnlySpan<byte> roomId, RequestBuffers buffers, FailureDetail detail,
        scoped ref TokenRequest asked)
    {
        Member[] members = roomId.IsEmpty ? FrontMembers : Members;
        RequestBody body = new(members);
        Failure failure = body.Read(request, buffers, detail);
        if (failure != Failure.None)
            return failure;
        for (int index = 0; index < members.Length; index++)
        {
            failure = index == DataIndex ? Failure.None : Check(members[index], body[index], detail);
            if (failure != Failure.None)
                return failure;
        }
        asked.RoomId = roomId.IsEmpty ? body[RoomIdIndex] : roomId;
        asked.RoleName = body[RoleIndex];
        asked.Values.UserName = body[NameIndex];
        asked.Values.UserId = body[UserRefIndex];
        asked.Values.Data = body[DataIndex];
        return Failure.None;
    }

    /// <summary>Checks a required member. The issuance looks up roles and room ids, so they may be any text.</summary>
    private static Failure Check(Member member, ReadOnlySpan<byte> value, FailureDetail detail)
    {
        if (member.IsExact ? !value.IsEmpty : CallerText.IsPlain(value))
            return Failure.None;
        detail.Record(member);
        return value.IsEmpty ? Failure.MissingMember : Failure.InvalidMember;
    }
}
