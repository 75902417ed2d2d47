using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Appliance.Endpoints.Failures;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Requests;

/// <summary>The values of a room's members as JSON. Unknown members are ignored, unless their group preserves them.
/// </summary>
internal sealed class MemberValues(Member[] members)
{
    /// <summary>Stands for every unknown member.</summary>
    private static readonly Member Unknown = new("", MemberKind.Any);

    private readonly Dictionary<Member, byte[]> _json = [];
    private readonly Dictionary<Member, MemberValues> _groups = [];

    /// <summary>Preserved unknown members, in the order received; the key is the name as JSON.</summary>
    private readonly List<KeyValuePair<string, byte[]>> _others = [];

    /// <summary>The member that was read last, and its name with those of its groups.</summary>
    private Member _last = Unknown;
    private byte[] _lastName = [];

    /// <summary>Values keep the JSON type in which they were sent: a number sent as a string is returned as a
    /// string. Otherwise each value gets its member's type.</summary>
    public bool PreservesTypes { get; init; }

    /// <summary>Reads the output of <see cref="ToStored"/> without the limits on requests: stored objects may be
    /// longer, and several updates may have added more unknown members.</summary>
    public bool IsFromStorage { get; init; }

    /// <summary>The members of a group; empty if the group is missing.</summary>
    public MemberValues this[Member group] => _groups.GetValueOrDefault(group) ?? new(group.Members);

    public bool Has(Member member) => _json.ContainsKey(member);

    /// <summary>Whether this is the only known member.</summary>
    public bool IsOnly(Member member) => Has(member) && _json.Count == 1 && _groups.Count == 0;

    public void Set(Member member, string json) => _json[member] = Encoding.UTF8.GetBytes(json);

    /// <summary>The member's JSON, or its default.</summary>
    public string JsonOf(Member member) =>
        _json.TryGetValue(member, out byte[]? json) ? Encoding.UTF8.GetString(json) : member.Default;

    /// <summary>The value of a flag of any JSON type.</summary>
    public bool IsTrue(Member member) => JsonOf(member) is "true" or "\"true\"" or "\"1\"";

    /// <summary>The value of a number of any JSON type; 0 if it is missing.</summary>
    public long NumberOf(Member member)
    {
        ReadOnlySpan<byte> digits = _json.TryGetValue(member, out byte[]? json) ? json : default;
        return Utf8Parser.TryParse(digits.Trim((byte)'"'), out long value, out _) ? value : 0;
    }

    /// <summary>A text or word of any JSON type; empty if it is missing.</summary>
    public string TextOf(Member member)
    {
        if (!_json.TryGetValue(member, out byte[]? json))
            return "";
        if (json[0] != (byte)'"')
            return Encoding.UTF8.GetString(json);
        byte[] text = new byte[json.Length];
        JsonString.TryUnescape(json.AsSpan(1, json.Length - 2), text, out int length);
        return Encoding.UTF8.GetString(text, 0, length);
    }

    /// <summary>Adds newer values, replacing existing ones.</summary>
    public void Merge(MemberValues newer)
    {
        foreach ((Member member, byte[] json) in newer._json)
            _json[member] = json;
        foreach ((string name, byte[] json) in newer._others)
        {
            _others.RemoveAll(other => other.Key == name);
            _others.Add(new(name, json));
        }
        foreach ((Member group, MemberValues values) in newer._groups)
        {
            if (!_groups.TryGetValue(group, out MemberValues? existing))
                _groups.Add(group, existing = new(group.Members));
            existing.Merge(values);
        }
    }

    /// <summary>Reads a body that must be an object. An empty body counts as an empty object, and so does an empty
    /// array, which PHP sends for one.</summary>
    /// <param name="body">The body.</param>
    /// <param name="detail">After a failure about a member, has the member.</param>
    public Failure Read(ReadOnlySpan<byte> body, FailureDetail detail)
    {
        Failure failure = Read(body);
        if (failure != Failure.None)
            detail.Record(_lastName, _last);
        return failure;
    }

    /// <summary>Reads the output of <see cref="ToStored"/>; may be empty.</summary>
    public void ReadStored(ReadOnlySpan<byte> details)
    {
        Failure failure = Read(details);
        Debug.Assert(IsFromStorage && failure == Failure.None);
    }

    /// <summary>The members, including defaults, as <see cref="ReadStored"/> reads them; null if they are too long for
    /// a room.</summary>
    public byte[]? ToStored()
    {
        byte[] details = new byte[RoomCodec.DetailsBytesMax];
        JsonWriter json = new(details);
        json.Raw("{"u8);
        Write(ref json);
        json.Raw("}"u8);
        return json.Overflowed ? null : details[..json.Length];
    }

    /// <summary>Writes the members, including defaults, without braces.</summary>
    public void Write(ref JsonWriter json)
    {
        bool isFirst = true;
        foreach (Member member in members)
        {
            bool isThere = member.Kind == MemberKind.Group || Has(member) || member.Default != "";
            if (!isThere)
                continue;
            json.Raw(isFirst ? ""u8 : ","u8);
            isFirst = false;
            json.String(member.Name);
            json.Raw(":"u8);
            if (member.Kind == MemberKind.Group)
            {
                json.Raw("{"u8);
                this[member].Write(ref json);
                json.Raw("}"u8);
            }
            else
            {
                json.Raw(Encoding.UTF8.GetBytes(JsonOf(member)));
            }
        }
        foreach ((string name, byte[] value) in _others)
        {
            json.Raw(isFirst ? ""u8 : ","u8);
            isFirst = false;
            json.Raw(Encoding.UTF8.GetBytes(name));
            json.Raw(":"u8);
            json.Raw(value);
        }
    }

    private Failure Read(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return Failure.None;
        BodyReader reader = new(body, new byte[body.Length]);
        Failure failure = reader.Enter();
        BodyReader array = new(body, []);
        if (failure == Failure.NotAnObject && array.Enter(JsonTokenKind.ArrayStart) == Failure.None)
            return array.SkipEmptyArray() && array.Leave() ? Failure.None : failure;
        if (failure == Failure.None)
            failure = ReadMembers(ref reader, preservesUnknown: false);
        return failure == Failure.None && !reader.Leave() ? Failure.NotJson : failure;
    }

    private Failure ReadMembers(scoped ref BodyReader reader, bool preservesUnknown)
    {
        ObjectMembers sent = default;
        HashSet<string> unknown = [];
        while (sent.Next(members, ref reader))
        {
            (_last, _lastName) = (sent.Known ?? Unknown, sent.Name.ToArray());
            Failure failure = sent.IsDuplicate ? Failure.DuplicateMember
                : sent.Known is { } member ? ReadValue(member, ref reader)
                : ReadUnknown(JsonOf(sent.Name), unknown, ref reader, preservesUnknown);
            if (failure != Failure.None)
                return reader.IsBroken ? Failure.NotJson : failure;
        }
        return reader.AtObjectEnd ? Failure.None : Failure.NotJson;
    }

    private Failure ReadUnknown(
        string nameJson, HashSet<string> unknown, scoped ref BodyReader reader, bool preservesUnknown)
    {
        if (!unknown.Add(nameJson))
            return Failure.DuplicateMember;
        if (unknown.Count > IgnoredMembers.CountMax && !IsFromStorage)
            return Failure.TooManyMembers;
        if (!preservesUnknown)
            return reader.SkipIgnored();
        byte[]? json = Any(ref reader);
        if (json is null)
            return Failure.WrongType;
        if (reader.Kind != JsonTokenKind.Null)
            _others.Add(new(nameJson, json));
        return Failure.None;
    }

    private Failure ReadValue(Member member, scoped ref BodyReader reader)
    {
        if (reader.Kind == JsonTokenKind.Null)
            return Failure.None;
        if (reader.Kind == JsonTokenKind.False && member.FalseSets is { } flag)
        {
            MemberValues off = new(member.Members) { PreservesTypes = PreservesTypes };
            off.Set(flag, "false");
            _groups.Add(member, off);
            return Failure.None;
        }
        bool isEmptyText = reader.Kind == JsonTokenKind.String && reader.Raw.IsEmpty;
        if (isEmptyText && !member.PreservesEmpty)
            return Failure.None;
        if (reader.Kind == JsonTokenKind.ArrayStart && member.Kind is MemberKind.Group or MemberKind.Object)
            return reader.SkipEmptyArray() ? Failure.None : Failure.WrongType;
        if (member.Kind == MemberKind.Group)
            return ReadGroup(member, ref reader);
        byte[]? json = member.Kind switch
        {
            MemberKind.Flag => Flag(ref reader),
            MemberKind.Number => Number(member, ref reader),
            MemberKind.Any => Any(ref reader),
            MemberKind.Object => reader.Kind == JsonTokenKind.ObjectStart ? Any(ref reader) : null,
            _ => String(member, ref reader),
        };
        if (json is null)
            return Failure.WrongType;
        _json.Add(member, json);
        return Failure.None;
    }

    private Failure ReadGroup(Member group, scoped ref BodyReader reader)
    {
        if (reader.Kind != JsonTokenKind.ObjectStart)
            return Failure.WrongType;
        MemberValues values = new(group.Members) { PreservesTypes = PreservesTypes, IsFromStorage = IsFromStorage };
        _groups.Add(group, values);
        Failure failure = values.ReadMembers(ref reader, group.PreservesUnknown);
        (_last, _lastName) = (values._last, [.. group.Name, (byte)'.', .. values._lastName]);
        return failure;
    }

    private byte[]? Flag(scoped ref BodyReader reader)
    {
        if (reader.Kind is JsonTokenKind.True or JsonTokenKind.False)
            return reader.Raw.ToArray();
        if (reader.Kind != JsonTokenKind.String)
            return null;
        ReadOnlySpan<byte> text = reader.TakeString();
        return ScalarConversions.Flag(text) is not { } value ? null
            : PreservesTypes ? Quoted(text)
            : Encoding.ASCII.GetBytes(value ? "true" : "false");
    }

    private byte[]? Number(Member member, scoped ref BodyReader reader)
    {
        bool isText = reader.Kind == JsonTokenKind.String;
        if (!isText && reader.Kind != JsonTokenKind.Number)
            return null;
        ReadOnlySpan<byte> digits = isText ? reader.TakeString() : reader.Raw;
        if (!ScalarConversions.TryNumber(digits, out long value) || value < member.Min || value > member.Max)
            return null;
        return isText && PreservesTypes ? Quoted(digits) : Encoding.ASCII.GetBytes($"{value}");
    }

    private byte[]? String(Member member, scoped ref BodyReader reader)
    {
        if (reader.Kind == JsonTokenKind.Number && member.ConvertsNumber(reader.Raw))
            return PreservesTypes ? reader.Raw.ToArray() : Quoted(reader.Raw);
        if (reader.Kind != JsonTokenKind.String)
            return null;
        ReadOnlySpan<byte> text = reader.TakeString();
        if (member.Kind == MemberKind.Word)
            return member.WordFor(text) is { } word ? Encoding.ASCII.GetBytes($"\"{word}\"") : null;
        return text.IsEmpty || CallerText.IsPlain(text) ? Quoted(text) : null;
    }

    private byte[]? Any(scoped ref BodyReader reader)
    {
        if (IsFromStorage)
            return reader.TakeJson().ToArray();
        return JsonObjectCopy.TryWriteAny(
            ref reader, new byte[JsonObjectCopy.WrittenBytesMax], out ReadOnlySpan<byte> copy)
            ? copy.ToArray() : null;
    }

    private static string JsonOf(ReadOnlySpan<byte> text) => Encoding.ASCII.GetString(Quoted(text));

    private static byte[] Quoted(ReadOnlySpan<byte> text)
    {
        byte[] json = new byte[2 + 6 * text.Length];
        JsonWriter writer = new(json);
        writer.String(text);
        return json[..writer.Length];
    }
}
