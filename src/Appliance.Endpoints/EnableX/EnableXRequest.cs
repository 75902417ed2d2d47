using Appliance.Json;

namespace Appliance.Endpoints;

/// <summary>The body of an EnableX token request: <c>{"name","role","user_ref","data"?}</c>, values decoded.</summary>
internal ref struct EnableXRequest
{
    public const int DataMembersMax = 5;

    public ReadOnlySpan<byte> Name;
    public ReadOnlySpan<byte> Role;
    public ReadOnlySpan<byte> UserRef;
    /// <summary>A JSON object ready for the token; empty if the caller gave none.</summary>
    public ReadOnlySpan<byte> Data;

    [Flags]
    private enum Seen : byte
    {
        Name = 1,
        Role = 2,
        UserRef = 4,
        Data = 8,
    }

    /// <param name="body">The request's content, whatever its Content-Type says.</param>
    /// <param name="scratch">At least as long as the body.</param>
    /// <param name="data">At least <see cref="JsonObjectCopy.WrittenBytesMax"/> bytes.</param>
    /// <param name="request">Valid while all three are.</param>
    public static EnableXFailure TryParse(
        ReadOnlySpan<byte> body, Span<byte> scratch, Span<byte> data, out EnableXRequest request)
    {
        request = default;
        EnableXRequest asked = default;
        BodyReader reader = new(body, scratch);
        BodyVerdict verdict = reader.Enter();
        if (verdict != BodyVerdict.Ok)
            return verdict == BodyVerdict.NotJson ? EnableXFailure.NotJson : EnableXFailure.NotAnObject;
        Seen seen = 0;
        while (reader.NextMember(out ReadOnlySpan<byte> name))
        {
            EnableXFailure failure = asked.TakeMember(name, ref reader, data, ref seen);
            if (failure != EnableXFailure.None)
                return failure;
        }
        request = asked;
        return reader.Leave() ? asked.Check() : EnableXFailure.NotJson;
    }

    private EnableXFailure TakeMember(
        ReadOnlySpan<byte> name, scoped ref BodyReader reader, Span<byte> data, scoped ref Seen seen)
    {
        Seen member =
            name.SequenceEqual("name"u8) ? Seen.Name :
            name.SequenceEqual("role"u8) ? Seen.Role :
            name.SequenceEqual("user_ref"u8) ? Seen.UserRef :
            name.SequenceEqual("data"u8) ? Seen.Data : 0;
        if (member == 0)
            return EnableXFailure.UnknownMember;
        if ((seen & member) != 0)
            return EnableXFailure.DuplicateMember;
        seen |= member;
        if (member == Seen.Data)
            return TakeData(ref reader, data);
        if (reader.Kind != JsonTokenKind.String)
            return member switch
            {
                Seen.Name => EnableXFailure.InvalidName,
                Seen.Role => EnableXFailure.InvalidRole,
                _ => EnableXFailure.InvalidUserRef,
            };
        TakeText(member, reader.TakeString());
        return EnableXFailure.None;
    }

    private void TakeText(Seen member, ReadOnlySpan<byte> value)
    {
        switch (member)
        {
            case Seen.Name:
                Name = value;
                break;
            case Seen.Role:
                Role = value;
                break;
            default:
                UserRef = value;
                break;
        }
    }

    private EnableXFailure TakeData(scoped ref BodyReader reader, Span<byte> data)
    {
        return JsonObjectCopy.TryWrite(ref reader, CopiedValues.Scalars, DataMembersMax, data, out Data)
            ? EnableXFailure.None
            : reader.IsBroken ? EnableXFailure.NotJson : EnableXFailure.InvalidData;
    }

    private readonly EnableXFailure Check()
    {
        if (Name.IsEmpty)
            return EnableXFailure.MissingName;
        if (!Text.IsPlain(Name))
            return EnableXFailure.InvalidName;
        if (Role.IsEmpty)
            return EnableXFailure.MissingRole;
        if (UserRef.IsEmpty)
            return EnableXFailure.MissingUserRef;
        return Text.IsPlain(UserRef) ? EnableXFailure.None : EnableXFailure.InvalidUserRef;
    }
}
