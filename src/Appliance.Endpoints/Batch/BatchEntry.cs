using System.Buffers.Text;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Batch;

/// <summary>One entry of a batch: <c>{"room_id","role","user_id"?,"user_name"?,"expires_in"?}</c>, decoded. Unlike a
/// vendor's body, it must not have unknown members, and no value is converted or counts as missing.</summary>
internal ref struct BatchEntry
{
    public static readonly Member RoomIdMember = new("room_id", MemberKind.Text) { IsExact = true };
    public static readonly Member RoleMember = new("role", MemberKind.Text) { IsExact = true };
    public static readonly Member UserIdMember = new("user_id", MemberKind.Text) { IsExact = true };
    public static readonly Member UserNameMember = new("user_name", MemberKind.Text) { IsExact = true };
    public static readonly Member ExpiresInMember = new("expires_in", MemberKind.Number) { Min = 1 };

    private static readonly Member[] Members =
        [RoomIdMember, RoleMember, UserIdMember, UserNameMember, ExpiresInMember];

    private const int RoomIdIndex = 0, RoleIndex = 1, UserIdIndex = 2, UserNameIndex = 3, ExpiresInIndex = 4;

    /// <summary><see cref="Rules.DefaultLifetime"/> unless the entry has one.</summary>
    public long LifetimeSeconds;

    /// <summary>The member that made <see cref="Read"/> fail; null if it is unknown, or if the failure is about none.
    /// </summary>
    public Member? Invalid;

    /// <summary>Its decoded name and the kind of its value, if it was sent.</summary>
    public ReadOnlySpan<byte> InvalidName;
    public JsonTokenKind InvalidKind;

    private ObjectMembers _members;

    public readonly ReadOnlySpan<byte> RoomId => _members[RoomIdIndex];
    public readonly ReadOnlySpan<byte> Role => _members[RoleIndex];

    /// <summary>Empty if not given, like the name.</summary>
    public readonly ReadOnlySpan<byte> UserId => _members[UserIdIndex];
    public readonly ReadOnlySpan<byte> UserName => _members[UserNameIndex];

    /// <summary>
    /// Reads the entry at the reader's position to its end, even if it is invalid, so that the next entry can be read.
    /// Check <see cref="BodyReader.IsBroken"/> for malformed JSON.
    /// </summary>
    public Failure Read(scoped ref BodyReader reader)
    {
        if (reader.Kind != JsonTokenKind.ObjectStart)
        {
            reader.Skip();
            return Failure.NotAnObject;
        }
        Failure failure = Failure.None;
        while (_members.Next(Members, ref reader))
        {
            Failure found = ReadValue(ref reader);
            if (failure == Failure.None && found != Failure.None)
            {
                failure = found;
                Invalid = _members.Known;
                InvalidName = _members.Name;
                InvalidKind = reader.Kind;
            }
            reader.Skip();
        }
        return failure == Failure.None ? Check(out Invalid) : failure;
    }

    private Failure ReadValue(scoped ref BodyReader reader)
    {
        if (_members.Known is null)
            return Failure.UnknownMember;
        if (_members.IsDuplicate)
            return Failure.DuplicateMember;
        if (_members.Index == ExpiresInIndex)
            return ReadExpiry(reader);
        if (reader.Kind != JsonTokenKind.String)
            return Failure.WrongType;
        _members.Text = reader.TakeString();
        return Failure.None;
    }

    private Failure ReadExpiry(scoped in BodyReader reader)
    {
        if (reader.Kind != JsonTokenKind.Number)
            return Failure.WrongType;
        bool isWhole = Utf8Parser.TryParse(reader.Raw, out LifetimeSeconds, out int consumed)
            && consumed == reader.Raw.Length;
        return isWhole && LifetimeSeconds > 0 ? Failure.None : Failure.InvalidMember;
    }

    private readonly Failure Check(out Member? invalid)
    {
        invalid = RoomId.IsEmpty ? RoomIdMember : Role.IsEmpty ? RoleMember : null;
        if (invalid is not null)
            return Failure.MissingMember;
        if (!CallerText.IsPlain(RoomId))
            return Failure.MalformedRoomId;
        invalid = !CallerText.IsId(Role) ? RoleMember
            : _members.Has(UserIdIndex) && !CallerText.IsPlain(UserId) ? UserIdMember
            : _members.Has(UserNameIndex) && !CallerText.IsPlain(UserName) ? UserNameMember : null;
        return invalid is null ? Failure.None : Failure.InvalidMember;
    }
}
