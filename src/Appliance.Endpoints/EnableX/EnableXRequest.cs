using Appliance.Http;
using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>The body of an EnableX token request: <c>{"name","role","user_ref","data"?}</c>, values decoded.</summary>
internal ref struct EnableXRequest
{
    public const int DataMembersMax = 5;

    /// <summary>The members of the vendor's API. Its samples also send <c>roomId</c>, which is ignored: the path names
    /// the room.</summary>
    public static readonly Member[] Members =
    [
        new("name", MemberKind.Text),
        new("role", MemberKind.Text) { IsExact = true },
        new("user_ref", MemberKind.Text),
        new("data", MemberKind.Object) { MembersMax = DataMembersMax, AcceptsJsonText = true },
    ];

    /// <summary>The members of the sample front, whose path names no room.</summary>
    public static readonly Member[] FrontMembers =
        [.. Members, new("roomId", MemberKind.Text) { IsExact = true }];

    private const int NameIndex = 0, RoleIndex = 1, UserRefIndex = 2, DataIndex = 3, RoomIdIndex = 4;

    public ReadOnlySpan<byte> Name;
    public ReadOnlySpan<byte> Role;
    public ReadOnlySpan<byte> UserRef;
    /// <summary>A JSON object, written as in the token; empty if it is missing.</summary>
    public ReadOnlySpan<byte> Data;
    /// <summary>Empty unless the request is to the sample front.</summary>
    public ReadOnlySpan<byte> RoomId;

    /// <param name="request">JSON or a form.</param>
    /// <param name="members"><see cref="Members"/> or <see cref="FrontMembers"/>.</param>
    /// <param name="workspace">Holds the values and, after a failure, the invalid member.</param>
    /// <param name="parsed">Valid until the next request.</param>
    public static EnableXFailure TryParse(
        scoped in HttpRequest request, Member[] members, Workspace workspace, out EnableXRequest parsed)
    {
        parsed = default;
        RequestBody body = new(members);
        BodyError error = body.Read(request, workspace);
        if (error != BodyError.None)
            return error == BodyError.WrongType ? WrongType(body.InvalidMemberIndex) : EnableXFailures.Of(error);
        parsed.Name = body[NameIndex];
        parsed.Role = body[RoleIndex];
        parsed.UserRef = body[UserRefIndex];
        parsed.Data = body[DataIndex];
        parsed.RoomId = body[RoomIdIndex];
        return parsed.Check();
    }

    private static EnableXFailure WrongType(int index) => index switch
    {
        NameIndex => EnableXFailure.InvalidName,
        RoleIndex => EnableXFailure.InvalidRole,
        UserRefIndex => EnableXFailure.InvalidUserRef,
        DataIndex => EnableXFailure.InvalidData,
        _ => EnableXFailure.InvalidRoomId,
    };

    private readonly EnableXFailure Check()
    {
        if (Name.IsEmpty)
            return EnableXFailure.MissingName;
        if (!CallerText.IsPlain(Name))
            return EnableXFailure.InvalidName;
        if (Role.IsEmpty)
            return EnableXFailure.MissingRole;
        if (UserRef.IsEmpty)
            return EnableXFailure.MissingUserRef;
        return CallerText.IsPlain(UserRef) ? EnableXFailure.None : EnableXFailure.InvalidUserRef;
    }
}
