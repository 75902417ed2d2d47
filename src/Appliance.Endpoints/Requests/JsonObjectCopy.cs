using System.Runtime.CompilerServices;
using Appliance.Json;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>What a copied object may be.</summary>
/// <param name="Values">Its members' values.</param>
/// <param name="BytesMax">Its length in the request.</param>
/// <param name="MembersMax">How many members it may have itself.</param>
/// <param name="AllMembersMax">How many together with those of objects inside it, at most
/// <see cref="JsonObjectCopy.MembersLimit"/>.</param>
internal readonly record struct CopyLimits(
    CopiedValueKind Values,
    int BytesMax = JsonObjectCopy.BytesMax,
    int MembersMax = JsonObjectCopy.MembersMaxDefault,
    int AllMembersMax = JsonObjectCopy.MembersMaxDefault);

/// <summary>What the members of a copied object may be.</summary>
internal enum CopiedValueKind : byte
{
    /// <summary>Strings.</summary>
    Text,
    /// <summary>Any JSON, as deep as <see cref="BodyReader.DepthMax"/> allows.</summary>
    Anything,
}

/// <summary>
/// A JSON object of a request that travels into the token as meant. Strings are decoded and escaped anew, so that the
/// payload keeps to its alphabet; numbers keep their spelling; no object has a member twice.
/// </summary>
internal ref struct JsonObjectCopy
{
    /// <summary>As it stands in the request, braces and white space included, unless the caller allows more.</summary>
    public const int BytesMax = TokenLimits.SentDataBytesMax;

    /// <summary>As it stands in the token: a byte that is not printable ASCII becomes up to six.</summary>
    public const int WrittenBytesMax = TokenLimits.DataBytesMax;

    /// <summary>How many members an object may have, those of objects inside included, unless the caller allows
    /// more.</summary>
    public const int MembersMaxDefault = 64;

    /// <summary>The most members that a caller may allow.</summary>
    public const int MembersLimit = 256;

    /// <summary>The longest that an object of so many bytes, or of <see cref="BytesMax"/>, can become.</summary>
    public static int WrittenBytesMaxFor(int bytes) => Math.Max(WrittenBytesMax, WrittenBytesMax / BytesMax * bytes);

    private readonly Span<byte> _destination;
    private readonly CopyLimits _limits;
    private JsonWriter _json;
    /// <summary>Where the names of the objects still open stand in the destination: escaped by one writer, two are
    /// equal if their bytes are.</summary>
    private OpenNames _names;
    private int _memberCount;
    private int _openNameCount;

    private JsonObjectCopy(Span<byte> destination, scoped in CopyLimits limits)
    {
        _destination = destination;
        _limits = limits;
        _json = new(destination);
    }

    /// <summary>Reads the value under the reader's cursor and writes it. False if it is not such an object; what
    /// follows it in the body is then unread.</summary>
    /// <param name="reader">Stands at the value, and afterwards at its end.</param>
    /// <param name="limits">What the object may be.</param>
    /// <param name="destination">At least <see cref="WrittenBytesMaxFor"/> bytes.</param>
    /// <param name="copy">What was written there.</param>
    public static bool TryWrite(
        scoped ref BodyReader reader, scoped in CopyLimits limits, Span<byte> destination, out ReadOnlySpan<byte> copy)
    {
        copy = default;
        if (reader.Kind != JsonTokenKind.ObjectStart)
            return false;
        int start = reader.Start;
        JsonObjectCopy one = new(destination, limits);
        if (!one.TryWriteObject(ref reader, limits.MembersMax) || reader.End - start > limits.BytesMax
            || one._json.Overflowed)
            return false;
        copy = destination[..one._json.Length];
        return true;
    }

    /// <summary>As <see cref="TryWrite"/>, for a value of any type.</summary>
    public static bool TryWriteAny(
        scoped ref BodyReader reader, Span<byte> destination, out ReadOnlySpan<byte> copy)
    {
        copy = default;
        int start = reader.Start;
        JsonObjectCopy one = new(destination, new(CopiedValueKind.Anything));
        if (!one.TryWriteValue(ref reader) || reader.End - start > BytesMax || one._json.Overflowed)
            return false;
        copy = destination[..one._json.Length];
        return true;
    }

    private bool TryWriteObject(scoped ref BodyReader reader, int membersMax)
    {
        int firstName = _openNameCount;
        _json.Raw("{"u8);
        while (reader.NextMember(out ReadOnlySpan<byte> name))
        {
            if (_openNameCount - firstName == membersMax || _memberCount++ == _limits.AllMembersMax)
                return false;
            _json.Raw(_openNameCount == firstName ? ""u8 : ","u8);
            if (!TryWriteName(name, firstName))
                return false;
            _json.Raw(":"u8);
            if (!TryWriteValue(ref reader))
                return false;
        }
        _json.Raw("}"u8);
        _openNameCount = firstName;
        return reader.AtObjectEnd;
    }

    private bool TryWriteArray(scoped ref BodyReader reader)
    {
        bool isFirst = true;
        _json.Raw("["u8);
        while (reader.NextItem())
        {
            _json.Raw(isFirst ? ""u8 : ","u8);
            isFirst = false;
            if (!TryWriteValue(ref reader))
                return false;
        }
        _json.Raw("]"u8);
        return reader.AtArrayEnd;
    }

    private bool TryWriteName(ReadOnlySpan<byte> name, int firstName)
    {
        int start = _json.Length;
        if (!TryWriteText(name))
            return false;
        ReadOnlySpan<byte> written = _destination[start.._json.Length];
        foreach (Range other in _names[firstName.._openNameCount])
        {
            if (written.SequenceEqual(_destination[other]))
                return false;
        }
        _names[_openNameCount++] = start.._json.Length;
        return true;
    }

    /// <summary>NUL ends strings early in too many programs that may read this token.</summary>
    private bool TryWriteText(ReadOnlySpan<byte> text)
    {
        _json.String(text);
        return !text.Contains((byte)0);
    }

    private bool TryWriteValue(scoped ref BodyReader reader)
    {
        switch (reader.Kind)
        {
            case JsonTokenKind.String:
                return TryWriteText(reader.TakeString());
            case JsonTokenKind.Number or JsonTokenKind.True or JsonTokenKind.False or JsonTokenKind.Null
                when _limits.Values == CopiedValueKind.Anything:
                _json.Raw(reader.Raw);
                return true;
            case JsonTokenKind.ObjectStart when _limits.Values == CopiedValueKind.Anything:
                return TryWriteObject(ref reader, _limits.AllMembersMax);
            case JsonTokenKind.ArrayStart when _limits.Values == CopiedValueKind.Anything:
                return TryWriteArray(ref reader);
            default:
                return false;
        }
    }

    [InlineArray(MembersLimit)]
    private struct OpenNames
    {
        private Range _first;
    }
}
