using System.Diagnostics;
using System.Text;
using System.Text.Unicode;
using Appliance.Http;
using Appliance.Json;

namespace Appliance.Endpoints;

/// <summary>What is wrong with a request body.</summary>
internal enum BodyFault : byte
{
    None,
    NotJson,
    /// <summary>JSON, but not an object.</summary>
    NotAnObject,
    /// <summary>A form with an invalid percent-encoding, or one that is not UTF-8.</summary>
    NotAForm,
    /// <summary>A member, also one that is ignored, is given twice.</summary>
    Duplicate,
    /// <summary>A value of a type that the member does not take.</summary>
    WrongType,
    /// <summary>More than <see cref="IgnoredMembers.CountMax"/> members that are ignored.</summary>
    TooManyMembers,
    /// <summary>An ignored number of more than <see cref="BodyReader.NumberBytesMax"/> characters.</summary>
    NumberTooLong,
}

/// <summary>
/// The values of a token request's body, decoded: one JSON object or, where Content-Type says so and the first byte is
/// no brace, a form (application/x-www-form-urlencoded, as the URL standard parses it). Members that the table does not
/// name are ignored. Allocates nothing.
/// </summary>
/// <param name="table">The members; at most <see cref="MembersMax"/>, of kind Text, LongText and at most two of
/// kind Object.</param>
internal ref struct RequestBody(Member[] table)
{
    public const int MembersMax = 6;

    private ReadOnlySpan<byte> _first, _second, _third, _fourth, _fifth, _sixth;
    private uint _seen;
    private bool _hasObject;

    /// <summary>The value of the member at that place of the table; empty if it was left out. An object is JSON, ready
    /// for the token.</summary>
    public ReadOnlySpan<byte> this[int place]
    {
        readonly get => place switch
        {
            0 => _first,
            1 => _second,
            2 => _third,
            3 => _fourth,
            4 => _fifth,
            _ => _sixth,
        };
        private set
        {
            switch (place)
            {
                case 0:
                    _first = value;
                    break;
                case 1:
                    _second = value;
                    break;
                case 2:
                    _third = value;
                    break;
                case 3:
                    _fourth = value;
                    break;
                case 4:
                    _fifth = value;
                    break;
                default:
                    _sixth = value;
                    break;
            }
        }
    }

    /// <summary>The place in the table of the member that the fault is about; -1 if that is none of them.</summary>
    public int FaultyPlace { get; private set; }

    /// <summary>Reads the whole body. The values are valid until the workspace serves another request; the name of a
    /// member at fault is then <see cref="Workspace.Fault"/>.</summary>
    public BodyFault Read(scoped in HttpRequest request, Workspace workspace)
    {
        Debug.Assert(table.Length <= MembersMax);
        FaultyPlace = -1;
        workspace.IgnoredMembers.Begin();
        return IsForm(request) ? ReadForm(request.Body, workspace) : ReadJson(request.Body, workspace);
    }

    /// <summary>As <see cref="Read"/>, of a request that has its values in the query.</summary>
    public BodyFault ReadQuery(scoped in HttpRequest request, Workspace workspace)
    {
        FaultyPlace = -1;
        workspace.IgnoredMembers.Begin();
        return ReadForm(request.Query, workspace);
    }

    private BodyFault ReadJson(ReadOnlySpan<byte> body, Workspace workspace)
    {
        // Nothing was sent: what is required is then missing.
        if (body.IsEmpty)
            return BodyFault.None;
        BodyReader reader = new(body, workspace.Strings);
        BodyVerdict entered = reader.Enter();
        if (entered != BodyVerdict.Ok)
            return entered == BodyVerdict.NotJson ? BodyFault.NotJson : BodyFault.NotAnObject;
        int next = 0;
        while (reader.NextMember(out ReadOnlySpan<byte> name))
        {
            int place = Member.Find(table, name, next);
            if (place >= 0 && place + 1 < table.Length)
                next = place + 1;
            BodyFault fault = place < 0 ? Ignore(name, body, workspace)
                : !TrySee(place) ? BodyFault.Duplicate
                : TakeJson(place, ref reader, workspace);
            if (fault == BodyFault.None && place < 0)
                fault = reader.SkipIgnored();
            if (fault != BodyFault.None)
                return Blame(reader.IsBroken ? BodyFault.NotJson : fault, place, name, workspace);
        }
        return reader.Leave() ? BodyFault.None : BodyFault.NotJson;
    }

    private BodyFault TakeJson(int place, scoped ref BodyReader reader, Workspace workspace)
    {
        Member member = table[place];
        switch (reader.Kind)
        {
            case JsonTokenKind.String when member.Kind == MemberKind.Text:
                this[place] = reader.TakeString();
                return BodyFault.None;
            case JsonTokenKind.Null:
                return BodyFault.None;
            case JsonTokenKind.String:
                return TakeText(place, reader.TakeString(), workspace);
            case JsonTokenKind.Number when member.Kind == MemberKind.Text:
                if (member.IsExact || !Conversions.IsTextOf(reader.Raw))
                    return BodyFault.WrongType;
                this[place] = reader.Raw;
                return BodyFault.None;
            case JsonTokenKind.ObjectStart or JsonTokenKind.ArrayStart when member.Kind == MemberKind.Object:
                return TakeObject(place, ref reader, workspace);
            default:
                return BodyFault.WrongType;
        }
    }

    private BodyFault TakeText(int place, ReadOnlySpan<byte> text, Workspace workspace)
    {
        if (table[place].Kind is MemberKind.Text or MemberKind.LongText)
        {
            this[place] = text;
            return BodyFault.None;
        }
        if (text.IsEmpty)
            return BodyFault.None;
        // JSON inside a string may be no longer than an object that comes as such.
        if (!table[place].TakesJsonText || text.Length > workspace.MoreData.Length)
            return BodyFault.WrongType;
        BodyReader inner = new(text, workspace.MoreData);
        return inner.Enter() == BodyVerdict.Ok && TakeObject(place, ref inner, workspace) == BodyFault.None
            && inner.Leave() ? BodyFault.None : BodyFault.WrongType;
    }

    /// <summary>An empty array is what PHP sends for an object without members.</summary>
    private BodyFault TakeObject(int place, scoped ref BodyReader reader, Workspace workspace)
    {
        if (reader.Kind == JsonTokenKind.ArrayStart)
            return !reader.NextItem() && reader.AtArrayEnd ? BodyFault.None : BodyFault.WrongType;
        Member member = table[place];
        CopiedValues values = member.HasTexts ? CopiedValues.Text : CopiedValues.Anything;
        CopyRules rules = member.IsLong
            ? new(values, workspace.MetadataBytesMax, JsonObjectCopy.MembersLimit, JsonObjectCopy.MembersLimit)
            : new(values, MembersMax: member.MembersMax);
        Span<byte> destination = _hasObject ? workspace.MoreData : workspace.Data;
        if (!JsonObjectCopy.TryWrite(ref reader, rules, destination, out ReadOnlySpan<byte> copy))
            return BodyFault.WrongType;
        // An empty one says nothing, as an empty text does.
        if (copy.Length <= "{}".Length && member.IsLong)
            return BodyFault.None;
        _hasObject = true;
        this[place] = copy;
        return BodyFault.None;
    }

    private BodyFault ReadForm(ReadOnlySpan<byte> body, Workspace workspace)
    {
        Span<byte> room = workspace.Strings;
        ReadOnlySpan<byte> rest = body;
        while (FormText.NextPair(ref rest, out ReadOnlySpan<byte> encodedName, out ReadOnlySpan<byte> encodedValue))
        {
            if (!TryDecode(encodedName, ref room, out ReadOnlySpan<byte> name)
                || !TryDecode(encodedValue, ref room, out ReadOnlySpan<byte> value))
                return BodyFault.NotAForm;
            int place = Member.Find(table, name);
            BodyFault fault = place < 0 ? Ignore(name, body, workspace)
                : !TrySee(place) ? BodyFault.Duplicate
                : TakeText(place, value, workspace);
            if (fault != BodyFault.None)
                return Blame(fault, place, name, workspace);
        }
        return BodyFault.None;
    }

    private static bool TryDecode(ReadOnlySpan<byte> encoded, scoped ref Span<byte> room, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!FormText.TryDecode(encoded, room, out int length) || !Utf8.IsValid(room[..length]))
            return false;
        text = room[..length];
        room = room[length..];
        return true;
    }

    private bool TrySee(int place)
    {
        bool isFirst = (_seen >> place & 1) == 0;
        _seen |= 1u << place;
        return isFirst;
    }

    private static BodyFault Ignore(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body, Workspace workspace) =>
        workspace.IgnoredMembers.IsFull ? BodyFault.TooManyMembers
        : workspace.IgnoredMembers.TryAdd(name, body, workspace.Strings) ? BodyFault.None
        : BodyFault.Duplicate;

    private BodyFault Blame(BodyFault fault, int place, ReadOnlySpan<byte> name, Workspace workspace)
    {
        FaultyPlace = place;
        workspace.BlameMember(name);
        return fault;
    }

    private static bool IsForm(scoped in HttpRequest request)
    {
        ReadOnlySpan<byte> form = "application/x-www-form-urlencoded"u8;
        ReadOnlySpan<byte> type = request.ContentType;
        // curl, PHP and Ruby send JSON under this type unless they are told otherwise.
        return type.Length >= form.Length && Ascii.EqualsIgnoreCase(type[..form.Length], form)
            && (type.Length == form.Length || type[form.Length] is (byte)';' or (byte)' ' or (byte)'\t')
            && !request.Body.TrimStart(" \t\r\n"u8).StartsWith("{"u8);
    }
}
