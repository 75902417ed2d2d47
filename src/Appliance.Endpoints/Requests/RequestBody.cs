using System.Diagnostics;
using System.Text;
using System.Text.Unicode;
using Appliance.Endpoints.Failures;
using Appliance.Http;
using Appliance.Json;

namespace Appliance.Endpoints.Requests;

/// <summary>
/// The decoded values of a token request's body: one JSON object, or a form (application/x-www-form-urlencoded, URL
/// standard) if Content-Type is that of a form and the body does not start with a brace. Members that are not in the
/// table are ignored. Allocates nothing.
/// </summary>
/// <param name="table">At most six members, of kind Text, LongText and at most two of kind Object.</param>
internal ref struct RequestBody(Member[] table)
{
    private ObjectMembers _members;
    private int _objectCount;

    /// <summary>The value of the member of this index in the table; empty if it is missing. An object is JSON, written
    /// as in the token.</summary>
    public readonly ReadOnlySpan<byte> this[int index] => _members[index];

    /// <summary>Reads the whole body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="buffers">Hold the values, until the next request.</param>
    /// <param name="detail">After a failure about a member, has the member.</param>
    public Failure Read(scoped in HttpRequest request, RequestBuffers buffers, FailureDetail detail)
    {
        buffers.IgnoredMembers.Begin();
        return IsForm(request)
            ? ReadForm(request.Body, buffers, detail) : ReadJson(request.Body, buffers, detail);
    }

    /// <summary>As <see cref="Read"/>, for values in the query.</summary>
    public Failure ReadQuery(scoped in HttpRequest request, RequestBuffers buffers, FailureDetail detail)
    {
        buffers.IgnoredMembers.Begin();
        return ReadForm(request.Query, buffers, detail);
    }

    private Failure ReadJson(ReadOnlySpan<byte> body, RequestBuffers buffers, FailureDetail detail)
    {
        // An empty body has no members; the caller reports the required ones as missing.
        if (body.IsEmpty)
            return Failure.None;
        BodyReader reader = new(body, buffers.Strings);
        Failure failure = reader.Enter();
        if (failure != Failure.None)
            return failure;
        while (_members.Next(table, ref reader))
        {
            failure = _members.IsDuplicate ? Failure.DuplicateMember
                : _members.Known is { } member ? ReadValue(member, ref reader, buffers)
                : SkipIgnored(ref reader, body, buffers);
            if (failure != Failure.None)
                return Record(reader.IsBroken ? Failure.NotJson : failure, detail);
        }
        return reader.Leave() ? Failure.None : Failure.NotJson;
    }

    private Failure ReadForm(ReadOnlySpan<byte> body, RequestBuffers buffers, FailureDetail detail)
    {
        Span<byte> free = buffers.Strings;
        ReadOnlySpan<byte> rest = body;
        while (FormText.NextPair(ref rest, out ReadOnlySpan<byte> encodedName, out ReadOnlySpan<byte> encodedValue))
        {
            if (!FormText.TryTake(encodedName, ref free, out Span<byte> name) || !Utf8.IsValid(name)
                || !FormText.TryTake(encodedValue, ref free, out Span<byte> value) || !Utf8.IsValid(value))
                return Failure.NotAForm;
            _members.Find(table, name);
            Failure failure = _members.IsDuplicate ? Failure.DuplicateMember
                : _members.Known is { } member ? TakeText(member, value, buffers)
                : AddIgnored(body, buffers);
            if (failure != Failure.None)
                return Record(failure, detail);
        }
        return Failure.None;
    }

    private Failure ReadValue(Member member, scoped ref BodyReader reader, RequestBuffers buffers)
    {
        switch (reader.Kind)
        {
            case JsonTokenKind.String:
                return TakeText(member, reader.TakeString(), buffers);
            case JsonTokenKind.Null:
                return Failure.None;
            case JsonTokenKind.Number when member.ConvertsNumber(reader.Raw):
                _members.Text = reader.Raw;
                return Failure.None;
            case JsonTokenKind.ObjectStart or JsonTokenKind.ArrayStart when member.Kind == MemberKind.Object:
                return TakeObject(member, ref reader, buffers);
            default:
                return Failure.WrongType;
        }
    }

    private Failure TakeText(Member member, ReadOnlySpan<byte> text, RequestBuffers buffers)
    {
        if (member.Kind is MemberKind.Text or MemberKind.LongText)
        {
            _members.Text = text;
            return Failure.None;
        }
        return text.IsEmpty ? Failure.None : TakeObjectText(member, text, buffers);
    }

    private Failure TakeObjectText(Member member, ReadOnlySpan<byte> text, RequestBuffers buffers)
    {
        // JSON in a string has the same length limit as an object.
        if (!member.AcceptsJsonText || text.Length > buffers.MoreData.Length)
            return Failure.WrongType;
        Debug.Assert(_objectCount == 0, "the strings are decoded into the second object's buffer");
        BodyReader inner = new(text, buffers.MoreData);
        return inner.Enter() == Failure.None && TakeObject(member, ref inner, buffers) == Failure.None
            && inner.Leave() ? Failure.None : Failure.WrongType;
    }

    /// <summary>An empty array counts as missing: PHP sends it for an empty object.</summary>
    private Failure TakeObject(Member member, scoped ref BodyReader reader, RequestBuffers buffers)
    {
        if (reader.Kind == JsonTokenKind.ArrayStart)
            return reader.SkipEmptyArray() ? Failure.None : Failure.WrongType;
        Debug.Assert(_objectCount < 2);
        CopiedValueKind values = member.HasStringValues ? CopiedValueKind.Text : CopiedValueKind.Anything;
        CopyLimits limits = member.IsLong
            ? new(values, buffers.MetadataBytesMax, JsonObjectCopy.MembersLimit, JsonObjectCopy.MembersLimit)
            : new(values, MembersMax: member.MembersMax);
        Span<byte> destination = _objectCount == 0 ? buffers.Data : buffers.MoreData;
        if (!JsonObjectCopy.TryWrite(ref reader, limits, destination, out ReadOnlySpan<byte> copy))
            return Failure.WrongType;
        // An empty object counts as missing, like an empty text.
        if (copy.Length <= "{}".Length && member.IsLong)
            return Failure.None;
        _objectCount++;
        _members.Text = copy;
        return Failure.None;
    }

    private readonly Failure SkipIgnored(scoped ref BodyReader reader, ReadOnlySpan<byte> body, RequestBuffers buffers)
    {
        Failure failure = AddIgnored(body, buffers);
        return failure == Failure.None ? reader.SkipIgnored() : failure;
    }

    private readonly Failure AddIgnored(ReadOnlySpan<byte> body, RequestBuffers buffers) =>
        buffers.IgnoredMembers.IsFull ? Failure.TooManyMembers
        : buffers.IgnoredMembers.TryAdd(_members.Name, body, buffers.Strings) ? Failure.None
        : Failure.DuplicateMember;

    private readonly Failure Record(Failure failure, FailureDetail detail)
    {
        if (failure == Failure.WrongType && _members.Known is { } member)
            detail.Record(member);
        else
            detail.Record(_members.Name, _members.Known);
        return failure;
    }

    private static bool IsForm(scoped in HttpRequest request)
    {
        ReadOnlySpan<byte> form = "application/x-www-form-urlencoded"u8;
        ReadOnlySpan<byte> type = request.ContentType;
        // curl, PHP and Ruby send JSON with this type unless another one is set.
        return type.Length >= form.Length && Ascii.EqualsIgnoreCase(type[..form.Length], form)
            && (type.Length == form.Length || type[form.Length] is (byte)';' or (byte)' ' or (byte)'\t')
            && !BodyReader.StartsObject(request.Body);
    }
}
