using Appliance.Json;

namespace Appliance.Endpoints;

/// <summary>What a request body turned out to be.</summary>
internal enum BodyVerdict : byte
{
    Ok,
    NotJson,
    /// <summary>JSON, but not of the kind that was asked for.</summary>
    OtherKind,
}

/// <summary>
/// Reads a request body that is one JSON object, member by member: <see cref="Enter"/>, <see cref="NextMember"/> and
/// the member's value until there is no more, <see cref="Leave"/>. Names and strings come out decoded: as they stand
/// in the body where they hold no escape, otherwise in the caller's scratch, which must be as long as the body.
/// </summary>
internal ref struct BodyReader(ReadOnlySpan<byte> body, Span<byte> scratch)
{
    /// <summary>Nesting beyond this is refused.</summary>
    public const int DepthMax = 8;

    /// <summary>The longest number in a value that is ignored, in characters.</summary>
    public const int NumberBytesMax = 1000;

    private JsonReader _json = new(body, DepthMax);
    private Span<byte> _scratch = scratch;

    /// <summary>The token under the cursor.</summary>
    public readonly JsonTokenKind Kind => _json.Kind;

    /// <summary>The token's text as it stands in the body.</summary>
    public readonly ReadOnlySpan<byte> Raw => _json.Raw;

    /// <summary>Where the token starts in the body.</summary>
    public readonly int Start => _json.Start;

    /// <summary>One past the token's end in the body.</summary>
    public readonly int End => _json.End;

    /// <summary>Steps into the object, or into an array if the body has to be one.</summary>
    public BodyVerdict Enter(JsonTokenKind kind = JsonTokenKind.ObjectStart)
    {
        if (!_json.Read())
            return BodyVerdict.NotJson;
        if (_json.Kind == kind)
            return BodyVerdict.Ok;
        return _json.Skip() && _json.Read() ? BodyVerdict.OtherKind : BodyVerdict.NotJson;
    }

    /// <summary>Steps to the next member's value. False at the object's end and at whatever is not JSON.</summary>
    public bool NextMember(out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!_json.Read() || _json.Kind != JsonTokenKind.Name)
            return false;
        name = TakeString();
        return _json.Read();
    }

    /// <summary>Steps to the next item of an array. False at the array's end and at whatever is not JSON.</summary>
    public bool NextItem() => _json.Read() && _json.Kind != JsonTokenKind.ArrayEnd;

    /// <summary>Whether the object or array was read to its end, and nothing but white space follows it.</summary>
    public bool Leave() => (AtObjectEnd || AtArrayEnd) && _json.Read();

    /// <summary>Steps over the value that starts here, to its last token.</summary>
    public bool Skip() => _json.Skip();

    /// <summary>Steps over a value that is ignored. Its numbers have a bound as well: programs behind this one may
    /// read the same body.</summary>
    public BodyError SkipIgnored()
    {
        int depth = 0;
        while (true)
        {
            if (_json.Kind == JsonTokenKind.Number && _json.Raw.Length > NumberBytesMax)
                return BodyError.NumberTooLong;
            if (_json.Kind is JsonTokenKind.ObjectStart or JsonTokenKind.ArrayStart)
                depth++;
            else if (_json.Kind is JsonTokenKind.ObjectEnd or JsonTokenKind.ArrayEnd)
                depth--;
            if (depth == 0)
                return BodyError.None;
            if (!_json.Read())
                return BodyError.NotJson;
        }
    }

    /// <summary>The last <see cref="NextMember"/> stopped at a closing brace.</summary>
    public readonly bool AtObjectEnd => _json.Kind == JsonTokenKind.ObjectEnd && !IsBroken;

    /// <summary>The last <see cref="NextItem"/> stopped at a closing bracket.</summary>
    public readonly bool AtArrayEnd => _json.Kind == JsonTokenKind.ArrayEnd && !IsBroken;

    /// <summary>The body turned out not to be JSON.</summary>
    public readonly bool IsBroken => _json.Error != JsonError.None;

    /// <summary>The string under the cursor, decoded.</summary>
    public ReadOnlySpan<byte> TakeString()
    {
        if (!_json.HasEscapes)
            return _json.Raw;
        _json.TryCopyString(_scratch, out int written);
        ReadOnlySpan<byte> text = _scratch[..written];
        _scratch = _scratch[written..];
        return text;
    }
}
