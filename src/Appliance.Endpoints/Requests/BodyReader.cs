using System.Diagnostics;
using Appliance.Endpoints.Failures;
using Appliance.Json;

namespace Appliance.Endpoints.Requests;

/// <summary>
/// Reads a request body that is one JSON object: call <see cref="Enter"/>, then <see cref="NextMember"/> and read or
/// skip the value until it returns false, then <see cref="Leave"/>. Names and strings are decoded: without escapes they
/// point into the body, otherwise into the caller's scratch buffer, which must be as long as the body.
/// </summary>
internal ref struct BodyReader(ReadOnlySpan<byte> body, Span<byte> scratch)
{
    /// <summary>The maximum nesting.</summary>
    public const int DepthMax = 8;

    /// <summary>The maximum length of a number in an ignored value, in characters.</summary>
    public const int NumberBytesMax = 1000;

    private readonly ReadOnlySpan<byte> _body = body;
    private JsonReader _json = new(body, DepthMax);
    private Span<byte> _scratch = scratch;

    /// <summary>The current token's kind.</summary>
    public readonly JsonTokenKind Kind => _json.Kind;

    /// <summary>The current token's text in the body.</summary>
    public readonly ReadOnlySpan<byte> Raw => _json.Raw;

    /// <summary>Where the token starts in the body.</summary>
    public readonly int Start => _json.Start;

    /// <summary>One past the token's end in the body.</summary>
    public readonly int End => _json.End;

    /// <summary>Whether the body can only be an object, if it is JSON.</summary>
    public static bool StartsObject(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8).StartsWith("{"u8);

    /// <summary>Enters the object, or an array if the body must be one. <see cref="Failure.NotAnObject"/> or
    /// <see cref="Failure.NotAnArray"/> if the body is JSON of another kind.</summary>
    public Failure Enter(JsonTokenKind kind = JsonTokenKind.ObjectStart)
    {
        if (!_json.Read())
            return Failure.NotJson;
        if (_json.Kind == kind)
            return Failure.None;
        return !_json.Skip() || !_json.Read() ? Failure.NotJson
            : kind == JsonTokenKind.ArrayStart ? Failure.NotAnArray : Failure.NotAnObject;
    }

    /// <summary>Moves to the next member's value. False at the object's end and on malformed JSON.</summary>
    public bool NextMember(out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!_json.Read() || _json.Kind != JsonTokenKind.Name)
            return false;
        name = TakeString();
        return _json.Read();
    }

    /// <summary>Moves to the next item of an array. False at the array's end and on malformed JSON.</summary>
    public bool NextItem() => _json.Read() && _json.Kind != JsonTokenKind.ArrayEnd;

    /// <summary>Whether the object or array was read to its end and is followed only by white space.</summary>
    public bool Leave() => (AtObjectEnd || AtArrayEnd) && _json.Read();

    /// <summary>Moves to the last token of the value that starts here.</summary>
    public bool Skip() => _json.Skip();

    /// <summary>As <see cref="Skip"/>; false unless the value is an array without items.</summary>
    public bool SkipEmptyArray() => Kind == JsonTokenKind.ArrayStart && !NextItem() && AtArrayEnd;

    /// <summary>As <see cref="Skip"/>; the value's JSON, empty if it is malformed.</summary>
    public ReadOnlySpan<byte> TakeJson()
    {
        int start = Start;
        return Skip() ? _body[start..End] : default;
    }

    /// <summary>Skips an ignored value. Its numbers are limited too, because programs behind the appliance may read the
    /// same body.</summary>
    public Failure SkipIgnored()
    {
        int depth = 0;
        while (true)
        {
            if (_json.Kind == JsonTokenKind.Number && _json.Raw.Length > NumberBytesMax)
                return Failure.NumberTooLong;
            if (_json.Kind is JsonTokenKind.ObjectStart or JsonTokenKind.ArrayStart)
                depth++;
            else if (_json.Kind is JsonTokenKind.ObjectEnd or JsonTokenKind.ArrayEnd)
                depth--;
            if (depth == 0)
                return Failure.None;
            if (!_json.Read())
                return Failure.NotJson;
        }
    }

    /// <summary>The last <see cref="NextMember"/> stopped at a closing brace.</summary>
    public readonly bool AtObjectEnd => _json.Kind == JsonTokenKind.ObjectEnd && !IsBroken;

    /// <summary>The last <see cref="NextItem"/> stopped at a closing bracket.</summary>
    public readonly bool AtArrayEnd => _json.Kind == JsonTokenKind.ArrayEnd && !IsBroken;

    /// <summary>The body is malformed JSON.</summary>
    public readonly bool IsBroken => _json.Error != JsonError.None;

    /// <summary>The current string, decoded.</summary>
    public ReadOnlySpan<byte> TakeString()
    {
        if (!_json.HasEscapes)
            return _json.Raw;
        bool isCopied = _json.TryCopyString(_scratch, out int written);
        Debug.Assert(isCopied, "the scratch buffer is as long as the body");
        ReadOnlySpan<byte> text = _scratch[..written];
        _scratch = _scratch[written..];
        return text;
    }
}
