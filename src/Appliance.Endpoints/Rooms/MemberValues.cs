using System.Buffers.Text;
using System.Text;
using Appliance.Json;

namespace Appliance.Endpoints;

/// <summary>What reading members came to.</summary>
internal enum MemberVerdict : byte
{
    Ok,
    NotJson,
    Unknown,
    Duplicate,
    /// <summary>Its value is not what the member may be.</summary>
    Invalid,
}

/// <summary>What a client says of a room: the values of known members as JSON, written anew.</summary>
internal sealed class MemberValues(Member[] members)
{
    private readonly Dictionary<Member, byte[]> _json = [];
    private readonly Dictionary<Member, MemberValues> _groups = [];

    /// <summary>Which member, where the verdict is about one that is known; the group where one in it is not.</summary>
    public Member? AtFault { get; private set; }

    /// <summary>Whether numbers and flags may come as strings, as the samples of EnableX send them.</summary>
    public bool TakesStrings { get; init; }

    /// <summary>Reads what <see cref="Write"/> wrote, where objects may be longer than clients may send them.</summary>
    public bool IsKept { get; init; }

    /// <summary>The members of a group; empty if it was not given.</summary>
    public MemberValues this[Member group] => _groups.GetValueOrDefault(group) ?? new(group.Members);

    public bool Has(Member member) => _json.ContainsKey(member);

    /// <summary>Whether this member is there and no other.</summary>
    public bool IsOnly(Member member) => Has(member) && _json.Count == 1 && _groups.Count == 0;

    public void Set(Member member, string json) => _json[member] = Encoding.UTF8.GetBytes(json);

    /// <summary>The member's JSON, or that of its default.</summary>
    public string JsonOf(Member member) =>
        _json.TryGetValue(member, out byte[]? json) ? Encoding.UTF8.GetString(json) : member.Default;

    public bool IsTrue(Member member) => JsonOf(member) == "true";

    /// <summary>A number that is there.</summary>
    public long NumberOf(Member member) => Utf8Parser.TryParse(_json[member], out long value, out _) ? value : 0;

    /// <summary>A text or word; empty if it is not there.</summary>
    public string TextOf(Member member)
    {
        if (!_json.TryGetValue(member, out byte[]? json))
            return "";
        byte[] text = new byte[json.Length];
        JsonString.TryUnescape(json.AsSpan(1, json.Length - 2), text, out int length);
        return Encoding.UTF8.GetString(text, 0, length);
    }

    /// <summary>Puts what somebody says later in the place of what is here.</summary>
    public void Take(MemberValues later)
    {
        foreach ((Member member, byte[] json) in later._json)
            _json[member] = json;
        foreach ((Member group, MemberValues values) in later._groups)
        {
            if (!_groups.TryGetValue(group, out MemberValues? mine))
                _groups.Add(group, mine = new(group.Members));
            mine.Take(values);
        }
    }

    /// <summary>Reads a whole body, which has to be an object.</summary>
    public MemberVerdict Read(ReadOnlySpan<byte> body)
    {
        BodyReader reader = new(body, new byte[body.Length]);
        BodyVerdict entered = reader.Enter();
        if (entered != BodyVerdict.Ok)
            return entered == BodyVerdict.NotJson ? MemberVerdict.NotJson : MemberVerdict.Invalid;
        MemberVerdict verdict = ReadMembers(ref reader, body);
        return verdict == MemberVerdict.Ok && !reader.Leave() ? MemberVerdict.NotJson : verdict;
    }

    /// <summary>Writes the members, their defaults included, without braces around them.</summary>
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
    }

    private MemberVerdict ReadMembers(scoped ref BodyReader reader, ReadOnlySpan<byte> body)
    {
        while (reader.NextMember(out ReadOnlySpan<byte> name))
        {
            AtFault = Find(name);
            if (AtFault is null)
                return MemberVerdict.Unknown;
            if (Has(AtFault) || _groups.ContainsKey(AtFault))
                return MemberVerdict.Duplicate;
            MemberVerdict verdict = ReadValue(AtFault, ref reader, body);
            if (reader.IsBroken)
                return MemberVerdict.NotJson;
            if (verdict != MemberVerdict.Ok)
                return verdict;
        }
        AtFault = null;
        return reader.AtObjectEnd ? MemberVerdict.Ok : MemberVerdict.NotJson;
    }

    private Member? Find(ReadOnlySpan<byte> name)
    {
        foreach (Member member in members)
        {
            if (name.SequenceEqual(member.Name))
                return member;
        }
        return null;
    }

    private MemberVerdict ReadValue(Member member, scoped ref BodyReader reader, ReadOnlySpan<byte> body)
    {
        if (member.Kind == MemberKind.Group)
            return ReadGroup(member, ref reader, body);
        byte[]? json = member.Kind switch
        {
            MemberKind.Flag => Flag(ref reader),
            MemberKind.Number => Number(member, ref reader),
            MemberKind.Object => Object(ref reader, body),
            _ => String(member, ref reader),
        };
        if (json is null)
            return MemberVerdict.Invalid;
        _json.Add(member, json);
        return MemberVerdict.Ok;
    }

    private MemberVerdict ReadGroup(Member group, scoped ref BodyReader reader, ReadOnlySpan<byte> body)
    {
        if (reader.Kind != JsonTokenKind.ObjectStart)
            return MemberVerdict.Invalid;
        MemberValues values = new(group.Members) { TakesStrings = TakesStrings, IsKept = IsKept };
        _groups.Add(group, values);
        MemberVerdict verdict = values.ReadMembers(ref reader, body);
        AtFault = values.AtFault ?? group;
        return verdict;
    }

    private byte[]? Flag(scoped ref BodyReader reader)
    {
        ReadOnlySpan<byte> text = Scalar(ref reader);
        return text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8) ? text.ToArray() : null;
    }

    private byte[]? Number(Member member, scoped ref BodyReader reader)
    {
        ReadOnlySpan<byte> text = Scalar(ref reader);
        if (!Utf8Parser.TryParse(text, out long value, out int consumed) || consumed != text.Length
            || value < member.Least || value > member.Most)
            return null;
        byte[] json = new byte[text.Length];
        Utf8Formatter.TryFormat(value, json, out int length);
        return json[..length];
    }

    /// <summary>A number or literal, or the text of a string where that is allowed; otherwise nothing.</summary>
    private ReadOnlySpan<byte> Scalar(scoped ref BodyReader reader) => reader.Kind switch
    {
        JsonTokenKind.Number or JsonTokenKind.True or JsonTokenKind.False => reader.Raw,
        JsonTokenKind.String when TakesStrings => reader.TakeString(),
        _ => default,
    };

    private static byte[]? String(Member member, scoped ref BodyReader reader)
    {
        if (reader.Kind != JsonTokenKind.String)
            return null;
        ReadOnlySpan<byte> text = reader.TakeString();
        bool isAllowed = member.Kind == MemberKind.Word ? member.Allows(text) : text.IsEmpty || Text.IsPlain(text);
        if (!isAllowed)
            return null;
        byte[] json = new byte[2 + 6 * text.Length];
        JsonWriter writer = new(json);
        writer.String(text);
        return json[..writer.Length];
    }

    private byte[]? Object(scoped ref BodyReader reader, ReadOnlySpan<byte> body)
    {
        if (IsKept)
        {
            int start = reader.Start;
            return reader.Skip() ? body[start..reader.End].ToArray() : null;
        }
        return JsonObjectCopy.TryWrite(
            ref reader, CopiedValues.Anything, JsonObjectCopy.MembersLimit, new byte[JsonObjectCopy.WrittenBytesMax],
            out ReadOnlySpan<byte> copy) ? copy.ToArray() : null;
    }
}
