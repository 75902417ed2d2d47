using System.Runtime.CompilerServices;
using Appliance.Json;
using Appliance.Tokens;

namespace Appliance.Endpoints.Requests;

/// <summary>The limits of a copied object.</summary>
/// <param name="Values">The allowed values of its members.</param>
/// <param name="BytesMax">Its length in the request.</param>
/// <param name="MembersMax">The number of members, without those of nested objects.</param>
/// <param name="AllMembersMax">The number of members including those of nested objects; at most
/// <see cref="JsonObjectCopy.MembersLimit"/>.</param>
internal readonly record struct CopyLimits(
    CopiedValueKind Values,
    int BytesMax = JsonObjectCopy.BytesMax,
    int MembersMax = JsonObjectCopy.MembersMaxDefault,
    int AllMembersMax = JsonObjectCopy.MembersMaxDefault);

/// <summary>The allowed values of a copied object's members.</summary>
internal enum CopiedValueKind : byte
{
    /// <summary>Only strings.</summary>
    Text,
    /// <summary>Any JSON, nested at most <see cref="BodyReader.DepthMax"/> deep.</summary>
    Anything,
}

/// <summary>
/// Copies a JSON object from a request into the token. Strings are decoded and escaped again, so that the payload keeps
/// its alphabet; numbers keep their spelling; duplicate members are rejected.
/// </summary>
internal ref struct JsonObjectCopy
{
    /// <summary>The default limit in the request, including braces and white space.</summary>
    public const int BytesMax = TokenLimits.SentDataBytesMax;

    /// <summary>The size in the token: a byte that is not printable ASCII takes up to six.</summary>
    public const int WrittenBytesMax = TokenLimits.DataBytesMax;

    /// <summary>The default limit of an object's members, including those of nested objects.</summary>
    public const int MembersMaxDefault = 64;

    /// <summary>The highest limit that a caller may set.</summary>
    public const int MembersLimit = 256;

    /// <summary>The maximum size in the token of an object of this size, or of <see cref="BytesMax"/> if that is more.
    /// </summary>
    public static int WrittenBytesMaxFor(int bytes) => Math.Max(WrittenBytesMax, WrittenBytesMax / BytesMax * bytes);

    private readonly Span<byte> _destination;
    private readonly CopyLimits _limits;
    private JsonWriter _json;
    /// <summary>The positions in the destination of the names of all open objects. One writer escaped them, so equal
    /// names have equal bytes.</summary>
    private OpenNames _names;
    private int _memberCount;
    private int _openNameCount;

    private JsonObjectCopy(Span<byte> destination, scoped in CopyLimits limits)
    {
        _destination = destination;
        _limits = limits;
        _json = new(destination);
    }

    /// <summary>Copies the reader's current value. False if it is not an object within the limits; the reader is then
    /// somewhere inside it.</summary>
    /// <param name="reader">At the value; afterwards at its end.</param>
    /// <param name="limits">The limits of the object.</param>
    /// <param name="destination">At least <see cref="WrittenBytesMaxFor"/> bytes.</param>
    /// <param name="copy">The part of the destination that was written.</param>
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

    /// <summary>Rejects NUL, which ends strings early in many programs that read tokens.</summary>
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
