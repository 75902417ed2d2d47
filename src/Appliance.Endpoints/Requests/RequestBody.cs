using System.Diagnostics;
using System.Text;
using System.Text.Unicode;
using Appliance.Http;
using Appliance.Json;

namespace Appliance.Endpoints;

/// <summary>Why a request body is rejected.</summary>
internal enum BodyError : byte
{
    None,
    NotJson,
    /// <summary>JSON, but not an object.</summary>
    NotAnObject,
    /// <summary>A form that is not percent-encoded UTF-8.</summary>
    NotAForm,
    /// <summary>A known or ignored member is repeated.</summary>
    Duplicate,
    /// <summary>The member does not accept a value of this type.</summary>
    WrongType,
    /// <summary>More than <see cref="IgnoredMembers.CountMax"/> ignored members.</summary>
    TooManyMembers,
    /// <summary>An ignored number longer than <see cref="BodyReader.NumberBytesMax"/> characters.</summary>
    NumberTooLong,
}

/// <summary>
/// The decoded values of a token request's body: one JSON object, or a form (application/x-www-form-urlencoded, URL
/// standard) if Content-Type is that of a form and the body does not start with a brace. Members that are not in the
/// table are ignored. Allocates nothing.
/// </summary>
/// <param name="table">The members: at most <see cref="MembersMax"/>, of kind Text, LongText and at most two of kind
/// Object.</param>
internal ref struct RequestBody(Member[] table)
{
    public const int MembersMax = 6;

    private ReadOnlySpan<byte> _first, _second, _third, _fourth, _fifth, _sixth;
    private uint _seen;
    private bool _hasObject;

    /// <summary>The value of the member of this index in the table; empty if it is missing. An object is JSON, written
    /// as in the token.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        readonly get => index switch
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
            switch (index)
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

    /// <summary>The index in the table of the invalid member; -1 if the error is not about a known member.</summary>
    public int InvalidMemberIndex { get; private set; }

    /// <summary>Reads the whole body. The values are valid until the workspace's next request. After an error about a
    /// member, its name is in <see cref="Workspace.MemberError"/>.</summary>
    public BodyError Read(scoped in HttpRequest request, Workspace workspace)
    {
        Debug.Assert(table.Length <= MembersMax);
        InvalidMemberIndex = -1;
        workspace.IgnoredMembers.Begin();
        return IsForm(request) ? ReadForm(request.Body, workspace) : ReadJson(request.Body, workspace);
    }

    /// <summary>As <see cref="Read"/>, for values in the query.</summary>
    public BodyError ReadQuery(scoped in HttpRequest request, Workspace workspace)
    {
        InvalidMemberIndex = -1;
        workspace.IgnoredMembers.Begin();
        return ReadForm(request.Query, workspace);
    }

    private BodyError ReadJson(ReadOnlySpan<byte> body, Workspace workspace)
    {
        // An empty body has no members; the caller reports the required ones as missing.
        if (body.IsEmpty)
            return BodyError.None;
        BodyReader reader = new(body, workspace.Strings);
        BodyVerdict entered = reader.Enter();
        if (entered != BodyVerdict.Ok)
            return entered == BodyVerdict.NotJson ? BodyError.NotJson : BodyError.NotAnObject;
        int next = 0;
        while (reader.NextMember(out ReadOnlySpan<byte> name))
        {
            int index = Member.Find(table, name, next);
            if (index >= 0 && index + 1 < table.Length)
                next = index + 1;
            BodyError error = index < 0 ? Ignore(name, body, workspace)
                : !TrySee(index) ? BodyError.Duplicate
                : TakeJson(index, ref reader, workspace);
            if (error == BodyError.None && index < 0)
                error = reader.SkipIgnored();
            if (error != BodyError.None)
                return Fail(reader.IsBroken ? BodyError.NotJson : error, index, name, workspace);
        }
        return reader.Leave() ? BodyError.None : BodyError.NotJson;
    }

    private BodyError TakeJson(int index, scoped ref BodyReader reader, Workspace workspace)
    {
        Member member = table[index];
        switch (reader.Kind)
        {
            case JsonTokenKind.String when member.Kind == MemberKind.Text:
                this[index] = reader.TakeString();
                return BodyError.None;
            case JsonTokenKind.Null:
                return BodyError.None;
            case JsonTokenKind.String:
                return TakeText(index, reader.TakeString(), workspace);
            case JsonTokenKind.Number when member.Kind == MemberKind.Text:
                if (member.IsExact || !ScalarConversions.IsTextOf(reader.Raw))
                    return BodyError.WrongType;
                this[index] = reader.Raw;
                return BodyError.None;
            case JsonTokenKind.ObjectStart or JsonTokenKind.ArrayStart when member.Kind == MemberKind.Object:
                return TakeObject(index, ref reader, workspace);
            default:
                return BodyError.WrongType;
        }
    }

    private BodyError TakeText(int index, ReadOnlySpan<byte> text, Workspace workspace)
    {
        if (table[index].Kind is MemberKind.Text or MemberKind.LongText)
        {
            this[index] = text;
            return BodyError.None;
        }
        if (text.IsEmpty)
            return BodyError.None;
        // JSON in a string has the same length limit as an object.
        if (!table[index].AcceptsJsonText || text.Length > workspace.MoreData.Length)
            return BodyError.WrongType;
        BodyReader inner = new(text, workspace.MoreData);
        return inner.Enter() == BodyVerdict.Ok && TakeObject(index, ref inner, workspace) == BodyError.None
            && inner.Leave() ? BodyError.None : BodyError.WrongType;
    }

    /// <summary>An empty array counts as missing: PHP sends it for an empty object.</summary>
    private BodyError TakeObject(int index, scoped ref BodyReader reader, Workspace workspace)
    {
        if (reader.Kind == JsonTokenKind.ArrayStart)
            return !reader.NextItem() && reader.AtArrayEnd ? BodyError.None : BodyError.WrongType;
        Member member = table[index];
        CopiedValueKind values = member.HasStringValues ? CopiedValueKind.Text : CopiedValueKind.Anything;
        CopyLimits limits = member.IsLong
            ? new(values, workspace.MetadataBytesMax, JsonObjectCopy.MembersLimit, JsonObjectCopy.MembersLimit)
            : new(values, MembersMax: member.MembersMax);
        Span<byte> destination = _hasObject ? workspace.MoreData : workspace.Data;
        if (!JsonObjectCopy.TryWrite(ref reader, limits, destination, out ReadOnlySpan<byte> copy))
            return BodyError.WrongType;
        // An empty object counts as missing, like an empty text.
        if (copy.Length <= "{}".Length && member.IsLong)
            return BodyError.None;
        _hasObject = true;
        this[index] = copy;
        return BodyError.None;
    }

    private BodyError ReadForm(ReadOnlySpan<byte> body, Workspace workspace)
    {
        Span<byte> room = workspace.Strings;
        ReadOnlySpan<byte> rest = body;
        while (FormText.NextPair(ref rest, out ReadOnlySpan<byte> encodedName, out ReadOnlySpan<byte> encodedValue))
        {
            if (!TryDecode(encodedName, ref room, out ReadOnlySpan<byte> name)
                || !TryDecode(encodedValue, ref room, out ReadOnlySpan<byte> value))
                return BodyError.NotAForm;
            int index = Member.Find(table, name);
            BodyError error = index < 0 ? Ignore(name, body, workspace)
                : !TrySee(index) ? BodyError.Duplicate
                : TakeText(index, value, workspace);
            if (error != BodyError.None)
                return Fail(error, index, name, workspace);
        }
        return BodyError.None;
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

    private bool TrySee(int index)
    {
        bool isFirst = (_seen >> index & 1) == 0;
        _seen |= 1u << index;
        return isFirst;
    }

    private static BodyError Ignore(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body, Workspace workspace) =>
        workspace.IgnoredMembers.IsFull ? BodyError.TooManyMembers
        : workspace.IgnoredMembers.TryAdd(name, body, workspace.Strings) ? BodyError.None
        : BodyError.Duplicate;

    private BodyError Fail(BodyError error, int index, ReadOnlySpan<byte> name, Workspace workspace)
    {
        InvalidMemberIndex = index;
        workspace.RecordInvalidMember(name);
        return error;
    }

    private static bool IsForm(scoped in HttpRequest request)
    {
        ReadOnlySpan<byte> form = "application/x-www-form-urlencoded"u8;
        ReadOnlySpan<byte> type = request.ContentType;
        // curl, PHP and Ruby send JSON with this type unless another one is set.
        return type.Length >= form.Length && Ascii.EqualsIgnoreCase(type[..form.Length], form)
            && (type.Length == form.Length || type[form.Length] is (byte)';' or (byte)' ' or (byte)'\t')
            && !request.Body.TrimStart(" \t\r\n"u8).StartsWith("{"u8);
    }
}
