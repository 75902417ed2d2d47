using Appliance.Http;
using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>The body of a 100ms token request: <c>{"room_id","role","user_id"?}</c>, values decoded.</summary>
internal ref struct Hms100Request
{
    /// <summary>The members of the vendor's API. Its quickstarts also send <c>type</c>, <c>env</c> and
    /// <c>user_name</c>, which are ignored.</summary>
    public static readonly Member[] Members =
    [
        new("room_id", MemberKind.Text) { IsExact = true },
        new("role", MemberKind.Text) { IsExact = true },
        new("user_id", MemberKind.Text),
    ];

    private const int RoomIdIndex = 0, RoleIndex = 1, UserIdIndex = 2;

    public ReadOnlySpan<byte> RoomId;
    public ReadOnlySpan<byte> Role;
    /// <summary>Empty if it is missing.</summary>
    public ReadOnlySpan<byte> UserId;

    /// <param name="request">JSON or a form.</param>
    /// <param name="workspace">Holds the values and, after a failure, the invalid member.</param>
    /// <param name="parsed">Valid until the next request.</param>
    public static Hms100Failure TryParse(scoped in HttpRequest request, Workspace workspace, out Hms100Request parsed)
    {
        parsed = default;
        RequestBody body = new(Members);
        BodyError error = body.Read(request, workspace);
        if (error != BodyError.None)
            return error == BodyError.WrongType && body.InvalidMemberIndex == UserIdIndex
                ? Hms100Failure.InvalidUserId : Hms100Failures.Of(error);
        parsed.RoomId = body[RoomIdIndex];
        parsed.Role = body[RoleIndex];
        parsed.UserId = body[UserIdIndex];
        return parsed.Check();
    }

    private readonly Hms100Failure Check()
    {
        if (RoomId.IsEmpty)
            return Hms100Failure.MissingRoomId;
        if (Role.IsEmpty)
            return Hms100Failure.MissingRole;
        if (!CallerText.IsPlain(RoomId))
            return Hms100Failure.InvalidRoomId;
        if (!CallerText.IsId(Role))
            return Hms100Failure.InvalidRole;
        return UserId.IsEmpty || CallerText.IsPlain(UserId) ? Hms100Failure.None : Hms100Failure.InvalidUserId;
    }
}
