using Appliance.Json;
using Appliance.Policy;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// The body of a LiveKit token request, values decoded. Every member may be left out, and with them the body; null is
/// as left out, which it is in the JSON of Protocol Buffers, and so are a name, metadata, attributes and a
/// configuration with nothing in them.
/// </summary>
internal ref struct LiveKitRequest
{
    public ReadOnlySpan<byte> RoomName;
    public ReadOnlySpan<byte> Identity;
    public ReadOnlySpan<byte> Name;
    public ReadOnlySpan<byte> Metadata;
    /// <summary>A JSON object ready for the token.</summary>
    public ReadOnlySpan<byte> Attributes;
    /// <summary>A JSON object ready for the token.</summary>
    public ReadOnlySpan<byte> RoomConfig;

    [Flags]
    private enum Member : byte
    {
        Unknown = 0,
        RoomName = 1,
        Identity = 2,
        Name = 4,
        Metadata = 8,
        Attributes = 16,
        RoomConfig = 32,
    }

    /// <param name="body">The request's content, whatever its Content-Type says.</param>
    /// <param name="scratch">At least as long as the body.</param>
    /// <param name="attributes">At least <see cref="JsonObjectCopy.WrittenBytesMax"/> bytes.</param>
    /// <param name="roomConfig">As many.</param>
    /// <param name="request">Valid while all four are.</param>
    public static LiveKitFailure TryParse(
        ReadOnlySpan<byte> body, Span<byte> scratch, Span<byte> attributes, Span<byte> roomConfig,
        out LiveKitRequest request)
    {
        request = default;
        if (body.IsEmpty)
            return LiveKitFailure.None;
        LiveKitRequest asked = default;
        BodyReader reader = new(body, scratch);
        BodyVerdict verdict = reader.Enter();
        if (verdict != BodyVerdict.Ok)
            return verdict == BodyVerdict.NotJson ? LiveKitFailure.NotJson : LiveKitFailure.NotAnObject;
        Member seen = Member.Unknown;
        while (reader.NextMember(out ReadOnlySpan<byte> name))
        {
            Member member = Find(name);
            if (member == Member.Unknown)
                return LiveKitFailure.UnknownMember;
            if ((seen & member) != 0)
                return LiveKitFailure.DuplicateMember;
            seen |= member;
            if (reader.Kind == JsonTokenKind.Null)
                continue;
            LiveKitFailure failure = member switch
            {
                Member.Attributes => asked.TakeAttributes(ref reader, attributes),
                Member.RoomConfig => asked.TakeRoomConfig(ref reader, roomConfig),
                _ => asked.TakeText(member, ref reader),
            };
            if (failure != LiveKitFailure.None)
                return reader.IsBroken ? LiveKitFailure.NotJson : failure;
        }
        request = asked;
        return reader.Leave() ? LiveKitFailure.None : LiveKitFailure.NotJson;
    }

    /// <summary>What the caller says about themselves and the room.</summary>
    public readonly void CopyTo(ref ClaimValues values)
    {
        values.UserId = Identity;
        values.UserName = Name;
        values.Metadata = Metadata;
        values.Attributes = Attributes;
        values.RoomConfig = RoomConfig;
    }

    private static Member Find(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("room_name"u8) ? Member.RoomName :
        name.SequenceEqual("participant_identity"u8) ? Member.Identity :
        name.SequenceEqual("participant_name"u8) ? Member.Name :
        name.SequenceEqual("participant_metadata"u8) ? Member.Metadata :
        name.SequenceEqual("participant_attributes"u8) ? Member.Attributes :
        name.SequenceEqual("room_config"u8) ? Member.RoomConfig : Member.Unknown;

    private LiveKitFailure TakeText(Member member, scoped ref BodyReader reader)
    {
        bool isText = reader.Kind == JsonTokenKind.String;
        ReadOnlySpan<byte> text = isText ? reader.TakeString() : default;
        switch (member)
        {
            case Member.RoomName:
                RoomName = text;
                return Text.IsId(text) ? LiveKitFailure.None : LiveKitFailure.InvalidRoomName;
            case Member.Identity:
                Identity = text;
                return Text.IsPlain(text) ? LiveKitFailure.None : LiveKitFailure.InvalidIdentity;
            case Member.Name:
                Name = text;
                return isText && (text.IsEmpty || Text.IsPlain(text))
                    ? LiveKitFailure.None
                    : LiveKitFailure.InvalidName;
            default:
                Metadata = text;
                // It may be of many lines, but NUL ends strings early in too many programs that may read this token.
                return isText && text.Length <= TokenLimits.SentDataBytesMax && !text.Contains((byte)0)
                    ? LiveKitFailure.None
                    : LiveKitFailure.InvalidMetadata;
        }
    }

    private LiveKitFailure TakeAttributes(scoped ref BodyReader reader, Span<byte> destination)
    {
        if (!JsonObjectCopy.TryWrite(
            ref reader, CopiedValues.Text, JsonObjectCopy.MembersLimit, destination, out ReadOnlySpan<byte> copy))
            return LiveKitFailure.InvalidAttributes;
        Attributes = UnlessEmpty(copy);
        return LiveKitFailure.None;
    }

    private LiveKitFailure TakeRoomConfig(scoped ref BodyReader reader, Span<byte> destination)
    {
        if (!JsonObjectCopy.TryWrite(
            ref reader, CopiedValues.Anything, JsonObjectCopy.MembersLimit, destination, out ReadOnlySpan<byte> copy))
            return LiveKitFailure.InvalidRoomConfig;
        RoomConfig = UnlessEmpty(copy);
        return LiveKitFailure.None;
    }

    private static ReadOnlySpan<byte> UnlessEmpty(ReadOnlySpan<byte> copy) =>
        copy.SequenceEqual("{}"u8) ? default : copy;
}
