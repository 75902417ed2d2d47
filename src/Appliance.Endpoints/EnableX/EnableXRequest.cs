using Appliance.Http;

namespace Appliance.Endpoints;

/// <summary>The body of an EnableX token request: <c>{"name","role","user_ref","data"?}</c>, values decoded.</summary>
internal ref struct EnableXRequest
{
    public const int DataMembersMax = 5;

    /// <summary>What the vendor takes. Its samples send <c>roomId</c> as well: the room is the path's, and the member
    /// is ignored.</summary>
    public static readonly Member[] Members =
    [
        new("name", MemberKind.Text),
        new("role", MemberKind.Text) { IsExact = true },
        new("user_ref", MemberKind.Text),
        new("data", MemberKind.Object) { MembersMax = DataMembersMax, TakesJsonText = true },
    ];

    /// <summary>Those of the sample front, whose path names no room.</summary>
    public static readonly Member[] FrontMembers =
        [.. Members, new("roomId", MemberKind.Text) { IsExact = true }];

    private const int NamePlace = 0, RolePlace = 1, UserRefPlace = 2, DataPlace = 3, RoomIdPlace = 4;

    public ReadOnlySpan<byte> Name;
    public ReadOnlySpan<byte> Role;
    public ReadOnlySpan<byte> UserRef;
    /// <summary>A JSON object ready for the token; empty if the caller gave none.</summary>
    public ReadOnlySpan<byte> Data;
    /// <summary>Empty unless it is a request to the sample front.</summary>
    public ReadOnlySpan<byte> RoomId;

    /// <param name="request">JSON or a form.</param>
    /// <param name="members"><see cref="Members"/> or <see cref="FrontMembers"/>.</param>
    /// <param name="workspace">Holds the values and, with a failure, the name of the member at fault.</param>
    /// <param name="asked">Valid until the next request.</param>
    public static EnableXFailure TryParse(
        scoped in HttpRequest request, Member[] members, Workspace workspace, out EnableXRequest asked)
    {
        asked = default;
        RequestBody body = new(members);
        BodyFault fault = body.Read(request, workspace);
        if (fault != BodyFault.None)
            return fault == BodyFault.WrongType ? WrongType(body.FaultyPlace) : EnableXFailures.Of(fault);
        asked.Name = body[NamePlace];
        asked.Role = body[RolePlace];
        asked.UserRef = body[UserRefPlace];
        asked.Data = body[DataPlace];
        asked.RoomId = body[RoomIdPlace];
        return asked.Check();
    }

    private static EnableXFailure WrongType(int place) => place switch
    {
        NamePlace => EnableXFailure.InvalidName,
        RolePlace => EnableXFailure.InvalidRole,
        UserRefPlace => EnableXFailure.InvalidUserRef,
        DataPlace => EnableXFailure.InvalidData,
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
