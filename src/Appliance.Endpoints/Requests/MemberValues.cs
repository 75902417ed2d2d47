using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>The values of a room's members as JSON. Unknown members are ignored, unless their group preserves them.
/// </summary>
internal sealed class MemberValues(Member[] members)
{
    private readonly Dictionary<Member, byte[]> _json = [];
    private readonly Dictionary<Member, MemberValues> _groups = [];

    /// <summary>Preserved unknown members, in the order received; the key is the name as JSON.</summary>
    private readonly List<KeyValuePair<string, byte[]>> _others = [];

    /// <summary>The known member that is invalid; null if the error is about an unknown member or none.</summary>
    public Member? InvalidMember { get; private set; }

    /// <summary>The name of the invalid member, known or not, UTF-8.</summary>
    public byte[] InvalidMemberName { get; private set; } = [];

    /// <summary>Values keep the JSON type in which they were sent (EnableX): a number sent as a string is returned as a
    /// string. Otherwise each value gets its member's type.</summary>
    public bool PreservesTypes { get; init; }

    /// <summary>Reads the output of <see cref="Write"/> without the limits on requests: stored objects may be longer,
    /// and several updates may have added more unknown members.</summary>
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
    public BodyError Read(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return BodyError.None;
        BodyReader reader = new(body, new byte[body.Length]);
        BodyVerdict entered = reader.Enter();
        if (entered == BodyVerdict.OtherKind)
        {
            BodyReader array = new(body, []);
            bool isEmptyArray = array.Enter(JsonTokenKind.ArrayStart) == BodyVerdict.Ok && !array.NextItem()
                && array.Leave();
            return isEmptyArray ? BodyError.None : BodyError.NotAnObject;
        }
        if (entered != BodyVerdict.Ok)
            return BodyError.NotJson;
        BodyError error = ReadMembers(ref reader, body, preservesUnknown: false);
        return error == BodyError.None && !reader.Leave() ? BodyError.NotJson : error;
    }

    /// <summary>Reads the output of <see cref="Write"/> with braces around it; may be empty.</summary>
    public void ReadStored(ReadOnlySpan<byte> details)
    {
        BodyError error = Read(details);
        Debug.Assert(IsFromStorage && error == BodyError.None);
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

    private BodyError ReadMembers(scoped ref BodyReader reader, ReadOnlySpan<byte> body, bool preservesUnknown)
    {
        HashSet<string> seen = [];
        int unknownCount = 0;
        while (reader.NextMember(out ReadOnlySpan<byte> name))
        {
            int index = Member.Find(members, name);
            InvalidMember = index < 0 ? null : members[index];
            InvalidMemberName = name.ToArray();
            string nameJson = JsonOf(name);
            BodyError error = !seen.Add(nameJson) ? BodyError.Duplicate
                : InvalidMember is not null ? ReadValue(InvalidMember, ref reader, body)
                : !IsFromStorage && unknownCount++ == IgnoredMembers.CountMax ? BodyError.TooManyMembers
                : ReadUnknown(nameJson, ref reader, body, preservesUnknown);
            if (reader.IsBroken)
                return BodyError.NotJson;
            if (error != BodyError.None)
                return error;
        }
        InvalidMember = null;
        return reader.AtObjectEnd ? BodyError.None : BodyError.NotJson;
    }

    private BodyError ReadUnknown(
        string nameJson, scoped ref BodyReader reader, ReadOnlySpan<byte> body, bool preservesUnknown)
    {
        if (!preservesUnknown)
            return reader.SkipIgnored();
        byte[]? json = Any(ref reader, body);
        if (json is null)
            return BodyError.WrongType;
        if (reader.Kind != JsonTokenKind.Null)
            _others.Add(new(nameJson, json));
        return BodyError.None;
    }

    private BodyError ReadValue(Member member, scoped ref BodyReader reader, ReadOnlySpan<byte> body)
    {
        if (reader.Kind == JsonTokenKind.Null)
            return BodyError.None;
        if (reader.Kind == JsonTokenKind.False && member.FalseSets is { } flag)
        {
            MemberValues off = new(member.Members) { PreservesTypes = PreservesTypes };
            off.Set(flag, "false");
            _groups.Add(member, off);
            return BodyError.None;
        }
        bool isEmptyText = reader.Kind == JsonTokenKind.String && reader.Raw.IsEmpty;
        if (isEmptyText && !member.PreservesEmpty)
            return BodyError.None;
        if (reader.Kind == JsonTokenKind.ArrayStart && member.Kind is MemberKind.Group or MemberKind.Object)
            return !reader.NextItem() && reader.AtArrayEnd ? BodyError.None : BodyError.WrongType;
        if (member.Kind == MemberKind.Group)
            return ReadGroup(member, ref reader, body);
        byte[]? json = member.Kind switch
        {
            MemberKind.Flag => Flag(ref reader),
            MemberKind.Number => Number(member, ref reader),
            MemberKind.Any => Any(ref reader, body),
            MemberKind.Object => reader.Kind == JsonTokenKind.ObjectStart ? Any(ref reader, body) : null,
            _ => String(member, ref reader),
        };
        if (json is null)
            return BodyError.WrongType;
        _json.Add(member, json);
        return BodyError.None;
    }

    private BodyError ReadGroup(Member group, scoped ref BodyReader reader, ReadOnlySpan<byte> body)
    {
        if (reader.Kind != JsonTokenKind.ObjectStart)
            return BodyError.WrongType;
        MemberValues values = new(group.Members) { PreservesTypes = PreservesTypes, IsFromStorage = IsFromStorage };
        _groups.Add(group, values);
        BodyError error = values.ReadMembers(ref reader, body, group.PreservesUnknown);
        if (error == BodyError.None)
            return error;
        InvalidMember = values.InvalidMember;
        InvalidMemberName = [.. group.Name, (byte)'.', .. values.InvalidMemberName];
        return error;
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
        if (reader.Kind == JsonTokenKind.Number && member is { Kind: MemberKind.Text, IsExact: false }
            && ScalarConversions.IsTextOf(reader.Raw))
            return PreservesTypes ? reader.Raw.ToArray() : Quoted(reader.Raw);
        if (reader.Kind != JsonTokenKind.String)
            return null;
        ReadOnlySpan<byte> text = reader.TakeString();
        if (member.Kind == MemberKind.Word)
            return member.WordFor(text) is { } word ? Encoding.ASCII.GetBytes($"\"{word}\"") : null;
        return text.IsEmpty || CallerText.IsPlain(text) ? Quoted(text) : null;
    }

    private byte[]? Any(scoped ref BodyReader reader, ReadOnlySpan<byte> body)
    {
        if (IsFromStorage)
        {
            int start = reader.Start;
            return reader.Skip() ? body[start..reader.End].ToArray() : null;
        }
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
