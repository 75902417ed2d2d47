using Appliance.Json;

namespace Appliance.Endpoints;

/// <summary>The body of a 100ms token request: <c>{"room_id","role","user_id"?}</c>, values decoded.</summary>
internal ref struct Hms100Request
{
    public ReadOnlySpan<byte> RoomId;
    public ReadOnlySpan<byte> Role;
    /// <summary>Empty if the caller gave none.</summary>
    public ReadOnlySpan<byte> UserId;

    [Flags]
    private enum Seen : byte
    {
        RoomId = 1,
        Role = 2,
        UserId = 4,
    }

    /// <param name="body">The request's content, whatever its Content-Type says.</param>
    /// <param name="scratch">At least as long as the body.</param>
    /// <param name="request">Valid while both are.</param>
    public static Hms100Failure TryParse(ReadOnlySpan<byte> body, Span<byte> scratch, out Hms100Request request)
    {
        request = default;
        Hms100Request asked = default;
        BodyReader reader = new(body, scratch);
        BodyVerdict verdict = reader.Enter();
        if (verdict != BodyVerdict.Ok)
            return verdict == BodyVerdict.NotJson ? Hms100Failure.NotJson : Hms100Failure.NotAnObject;
        Seen seen = 0;
        while (reader.NextMember(out ReadOnlySpan<byte> name))
        {
            Hms100Failure failure = asked.TakeMember(name, ref reader, ref seen);
            if (failure != Hms100Failure.None)
                return failure;
        }
        request = asked;
        return reader.Leave() ? asked.Check(seen) : Hms100Failure.NotJson;
    }

    private Hms100Failure TakeMember(ReadOnlySpan<byte> name, scoped ref BodyReader reader, scoped ref Seen seen)
    {
        Seen member =
            name.SequenceEqual("room_id"u8) ? Seen.RoomId :
            name.SequenceEqual("role"u8) ? Seen.Role :
            name.SequenceEqual("user_id"u8) ? Seen.UserId : 0;
        if (member == 0)
            return Hms100Failure.UnknownMember;
        if ((seen & member) != 0)
            return Hms100Failure.DuplicateMember;
        seen |= member;
        if (reader.Kind != JsonTokenKind.String)
            return Hms100Failure.NotAString;
        ReadOnlySpan<byte> value = reader.TakeString();
        switch (member)
        {
            case Seen.RoomId:
                RoomId = value;
                break;
            case Seen.Role:
                Role = value;
                break;
            default:
                UserId = value;
                break;
        }
        return Hms100Failure.None;
    }

    private readonly Hms100Failure Check(Seen seen)
    {
        if (RoomId.IsEmpty)
            return Hms100Failure.MissingRoomId;
        if (Role.IsEmpty)
            return Hms100Failure.MissingRole;
        if (!Text.IsId(RoomId))
            return Hms100Failure.InvalidRoomId;
        if (!Text.IsId(Role))
            return Hms100Failure.InvalidRole;
        return (seen & Seen.UserId) != 0 && !Text.IsPlain(UserId) ? Hms100Failure.InvalidUserId : Hms100Failure.None;
    }
}
