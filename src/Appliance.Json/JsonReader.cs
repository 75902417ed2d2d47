using System.Runtime.CompilerServices;

namespace Appliance.Json;

/// <summary>
/// Reads one JSON value token by token. It implements strict RFC 8259, validates UTF-8, allocates nothing and never
/// throws. <see cref="Read"/> returns false at the first error and after <see cref="JsonTokenKind.End"/>; after
/// an error, <see cref="Error"/> and <see cref="ErrorOffset"/> give its reason and position. Offsets are bytes from the
/// start of the text.
/// </summary>
public ref struct JsonReader
{
    /// <summary>The deepest nesting that a caller can allow: the state has one bit per level.</summary>
    public const int DepthLimit = 64;

    private enum Expect : byte
    {
        Value,
        ValueOrEnd,
        Name,
        NameOrEnd,
        CommaOrEnd,
        Nothing,
    }

    private readonly ReadOnlySpan<byte> _text;
    private readonly int _depthMax;
    private int _position;
    private int _depth;
    private ulong _objectLevels;
    private Expect _expect;

    public JsonReader(ReadOnlySpan<byte> text, int depthMax)
    {
        this = default;
        _text = text;
        _depthMax = Math.Min(depthMax, DepthLimit);
    }

    public JsonTokenKind Kind { get; private set; }

    /// <summary>The offset of the token's first byte; for a string or name, of its opening quote.</summary>
    public int Start { get; private set; }

    /// <summary>The offset after the token's last byte; for a string or name, after its closing quote.</summary>
    public int End { get; private set; }

    /// <summary>The string or name contains at least one backslash.</summary>
    public bool HasEscapes { get; private set; }

    public JsonError Error { get; private set; }

    /// <summary>The offset of the byte that caused <see cref="Error"/>.</summary>
    public int ErrorOffset { get; private set; }

    /// <summary>The number of open objects and arrays.</summary>
    public readonly int Depth => _depth;

    /// <summary>The token's bytes; for a string or name without its quotes, still escaped.</summary>
    public readonly ReadOnlySpan<byte> Raw => Kind is JsonTokenKind.String or JsonTokenKind.Name
        ? _text.Slice(Start + 1, End - Start - 2)
        : _text.Slice(Start, End - Start);

    private readonly bool InObject
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (_objectLevels >> (_depth - 1) & 1) != 0;
    }

    /// <summary>Moves to the next token; false at an error and after the end.</summary>
    public bool Read()
    {
        if (Error != JsonError.None || Kind == JsonTokenKind.End)
            return false;
        SkipWhiteSpace();
        if (_position == _text.Length)
            return _expect == Expect.Nothing ? Token(JsonTokenKind.End, 0) : Fail(JsonError.Incomplete, _position);
        if (_expect == Expect.CommaOrEnd && _text[_position] == (byte)',')
        {
            _expect = InObject ? Expect.Name : Expect.Value;
            _position++;
            SkipWhiteSpace();
            if (_position == _text.Length)
                return Fail(JsonError.Incomplete, _position);
        }
        return ReadExpected(_text[_position]);
    }

    /// <summary>
    /// Moves to the last token of the value that starts at this token. False at an error inside the value.
    /// </summary>
    public bool Skip()
    {
        if (Kind == JsonTokenKind.Name && !Read())
            return false;
        int depth = _depth;
        if (Kind is not (JsonTokenKind.ObjectStart or JsonTokenKind.ArrayStart))
            return true;
        while (Read())
        {
            if (_depth < depth)
                return true;
        }
        return false;
    }

    /// <summary>Decodes the string or name into <paramref name="destination"/>; false if it is too small.</summary>
    public readonly bool TryCopyString(Span<byte> destination, out int written) =>
        JsonString.TryUnescape(Raw, destination, out written);

    private bool ReadExpected(byte next)
    {
        switch (_expect)
        {
            case Expect.Nothing:
                return Fail(JsonError.TrailingData, _position);
            case Expect.CommaOrEnd:
                return next == (InObject ? (byte)'}' : (byte)']')
                    ? Close()
                    : Fail(JsonError.ExpectedCommaOrEnd, _position);
            case Expect.NameOrEnd when next == (byte)'}':
            case Expect.ValueOrEnd when next == (byte)']':
                return Close();
            case Expect.Name:
            case Expect.NameOrEnd:
                return next == (byte)'"' ? ReadName() : Fail(JsonError.ExpectedName, _position);
            default:
                return ReadValue(next);
        }
    }

    private bool ReadValue(byte first)
    {
        switch (first)
        {
            case (byte)'{':
                return Open(JsonTokenKind.ObjectStart, isObject: true);
            case (byte)'[':
                return Open(JsonTokenKind.ArrayStart, isObject: false);
            case (byte)'"':
                return ReadString(JsonTokenKind.String) && ValueDone();
            case (byte)'t':
                return ReadLiteral("true"u8, JsonTokenKind.True);
            case (byte)'f':
                return ReadLiteral("false"u8, JsonTokenKind.False);
            case (byte)'n':
                return ReadLiteral("null"u8, JsonTokenKind.Null);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return ReadNumber();
            default:
                return Fail(JsonError.ExpectedValue, _position);
        }
    }

    private bool Open(JsonTokenKind kind, bool isObject)
    {
        if (_depth == _depthMax)
            return Fail(JsonError.TooDeep, _position);
        ulong level = 1UL << _depth++;
        _objectLevels = isObject ? _objectLevels | level : _objectLevels & ~level;
        _expect = isObject ? Expect.NameOrEnd : Expect.ValueOrEnd;
        return Token(kind, 1);
    }

    private bool Close()
    {
        JsonTokenKind kind = InObject ? JsonTokenKind.ObjectEnd : JsonTokenKind.ArrayEnd;
        _depth--;
        return Token(kind, 1) && ValueDone();
    }

    private bool ReadName()
    {
        if (!ReadString(JsonTokenKind.Name))
            return false;
        SkipWhiteSpace();
        if (_position == _text.Length)
            return Fail(JsonError.Incomplete, _position);
        if (_text[_position] != (byte)':')
            return Fail(JsonError.ExpectedColon, _position);
        _position++;
        _expect = Expect.Value;
        return true;
    }

    private bool ReadLiteral(ReadOnlySpan<byte> literal, JsonTokenKind kind)
    {
        ReadOnlySpan<byte> rest = _text.Slice(_position);
        if (rest.StartsWith(literal))
            return Token(kind, literal.Length) && ValueDone();
        return literal.StartsWith(rest)
            ? Fail(JsonError.Incomplete, _text.Length)
            : Fail(JsonError.ExpectedValue, _position);
    }

    private bool ReadString(JsonTokenKind kind)
    {
        int at = JsonString.SkipPlain(_text, _position + 1);
        HasEscapes = false;
        return at < _text.Length && _text[at] == (byte)'"'
            ? Token(kind, at + 1 - _position)
            : ReadUncommonString(kind, at);
    }

    /// <summary>Continues at the first byte that is not plain.</summary>
    private bool ReadUncommonString(JsonTokenKind kind, int at)
    {
        for (; at < _text.Length; at = JsonString.SkipPlain(_text, at))
        {
            byte next = _text[at];
            if (next == (byte)'"')
                return Token(kind, at + 1 - _position);
            int length = 1;
            JsonError error = JsonError.ControlCharacter;
            if (next == (byte)'\\')
            {
                HasEscapes = true;
                error = JsonString.CheckEscape(_text.Slice(at), out length);
            }
            else if (next >= 0x80)
            {
                error = JsonString.CheckUtf8(_text.Slice(at), out length);
            }
            if (error != JsonError.None)
                return Fail(error, error == JsonError.Incomplete ? _text.Length : at);
            at += length;
        }
        return Fail(JsonError.Incomplete, _text.Length);
    }

    private bool ReadNumber()
    {
        int at = _position;
        if (_text[at] == (byte)'-')
            at++;
        int integer = at;
        at = SkipDigits(at);
        if (at > integer + 1 && _text[integer] == (byte)'0')
            return Fail(JsonError.BadNumber, _position);
        bool ok = at > integer;
        if (ok && at < _text.Length && _text[at] == (byte)'.')
        {
            int fraction = ++at;
            at = SkipDigits(at);
            ok = at > fraction;
        }
        if (ok && at < _text.Length && _text[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < _text.Length && _text[at] is (byte)'+' or (byte)'-')
                at++;
            int exponent = at;
            at = SkipDigits(at);
            ok = at > exponent;
        }
        if (!ok)
            return at == _text.Length ? Fail(JsonError.Incomplete, at) : Fail(JsonError.BadNumber, _position);
        return Token(JsonTokenKind.Number, at - _position) && ValueDone();
    }

    private readonly int SkipDigits(int at)
    {
        while (at < _text.Length && _text[at] is >= (byte)'0' and <= (byte)'9')
            at++;
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipWhiteSpace()
    {
        // Inlined check only: compact text has no white space.
        if (_position < _text.Length && _text[_position] <= (byte)' ')
            SkipWhiteSpaceRun();
    }

    private void SkipWhiteSpaceRun()
    {
        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _position++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Token(JsonTokenKind kind, int length)
    {
        Kind = kind;
        Start = _position;
        _position += length;
        End = _position;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ValueDone()
    {
        _expect = _depth == 0 ? Expect.Nothing : Expect.CommaOrEnd;
        return true;
    }

    private bool Fail(JsonError error, int offset)
    {
        Error = error;
        ErrorOffset = offset;
        return false;
    }
}
