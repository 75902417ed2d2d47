using System.Buffers.Text;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>One entry of a batch: <c>{"room_id","role","user_id"?,"user_name"?,"expires_in"?}</c>, decoded.</summary>
internal ref struct BatchEntry
{
    public ReadOnlySpan<byte> RoomId;
    public ReadOnlySpan<byte> Role;
    /// <summary>Empty if not given, like the name.</summary>
    public ReadOnlySpan<byte> UserId;
    public ReadOnlySpan<byte> UserName;
    public long LifetimeSeconds;
    /// <summary>The decoded name of the member that made <see cref="Read"/> fail, and the kind of its value; empty if
    /// the failure is not about a member that was sent.</summary>
    public ReadOnlySpan<byte> InvalidMember;
    public JsonTokenKind InvalidMemberKind;

    [Flags]
    private enum SeenMembers : byte
    {
        RoomId = 1,
        Role = 2,
        UserId = 4,
        UserName = 8,
        ExpiresIn = 16,
    }

    /// <summary>
    /// Reads the entry at the reader's position to its end, even if it is invalid, so that the next entry can be read.
    /// Check <see cref="BodyReader.IsBroken"/> for malformed JSON.
    /// </summary>
    public static BatchFailure Read(scoped ref BodyReader reader, out BatchEntry entry)
    {
        entry = default;
        if (reader.Kind != JsonTokenKind.ObjectStart)
        {
            reader.Skip();
            return BatchFailure.NotAnObject;
        }
        BatchEntry read = new() { LifetimeSeconds = Rules.DefaultLifetime };
        BatchFailure failure = BatchFailure.None;
        SeenMembers seen = 0;
        while (reader.NextMember(out ReadOnlySpan<byte> name))
        {
            BatchFailure found = read.TakeMember(name, ref reader, ref seen);
            if (failure == BatchFailure.None && found != BatchFailure.None)
            {
                failure = found;
                read.InvalidMember = name;
                read.InvalidMemberKind = reader.Kind;
            }
            reader.Skip();
        }
        entry = read;
        return failure != BatchFailure.None ? failure : read.Check(seen);
    }

    private BatchFailure TakeMember(ReadOnlySpan<byte> name, scoped ref BodyReader reader, scoped ref SeenMembers seen)
    {
        SeenMembers member =
            name.SequenceEqual("room_id"u8) ? SeenMembers.RoomId :
            name.SequenceEqual("role"u8) ? SeenMembers.Role :
            name.SequenceEqual("user_id"u8) ? SeenMembers.UserId :
            name.SequenceEqual("user_name"u8) ? SeenMembers.UserName :
            name.SequenceEqual("expires_in"u8) ? SeenMembers.ExpiresIn : 0;
        if (member == 0)
            return BatchFailure.UnknownMember;
        if ((seen & member) != 0)
            return BatchFailure.DuplicateMember;
        seen |= member;
        if (member == SeenMembers.ExpiresIn)
            return TakeExpiry(reader);
        if (reader.Kind != JsonTokenKind.String)
            return BatchFailure.WrongType;
        ReadOnlySpan<byte> value = reader.TakeString();
        switch (member)
        {
            case SeenMembers.RoomId:
                RoomId = value;
                break;
            case SeenMembers.Role:
                Role = value;
                break;
            case SeenMembers.UserId:
                UserId = value;
                break;
            default:
                UserName = value;
                break;
        }
        return BatchFailure.None;
    }

    private BatchFailure TakeExpiry(scoped in BodyReader reader)
    {
        if (reader.Kind != JsonTokenKind.Number)
            return BatchFailure.WrongType;
        bool isWhole = Utf8Parser.TryParse(reader.Raw, out LifetimeSeconds, out int consumed)
            && consumed == reader.Raw.Length;
        return isWhole && LifetimeSeconds > 0 ? BatchFailure.None : BatchFailure.InvalidExpiry;
    }

    private readonly BatchFailure Check(SeenMembers seen)
    {
        if (RoomId.IsEmpty)
            return BatchFailure.MissingRoomId;
        if (Role.IsEmpty)
            return BatchFailure.MissingRole;
        if (!CallerText.IsPlain(RoomId))
            return BatchFailure.InvalidRoomId;
        if (!CallerText.IsId(Role))
            return BatchFailure.InvalidRole;
        if ((seen & SeenMembers.UserId) != 0 && !CallerText.IsPlain(UserId))
            return BatchFailure.InvalidUserId;
        return (seen & SeenMembers.UserName) != 0 && !CallerText.IsPlain(UserName)
            ? BatchFailure.InvalidUserName : BatchFailure.None;
    }
}
