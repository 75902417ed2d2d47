using System.Text;
using Appliance.Json;

namespace Appliance.Results;

/// <summary>Takes the next part of a result; false if it did not get out.</summary>
internal delegate bool ResultSink(ReadOnlySpan<byte> utf8);

/// <summary>A result of any length in UTF-8: gathered in a buffer that is handed on whenever it is full.</summary>
internal sealed class ResultWriter(ResultSink sink)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>One byte such as <c>~</c> becomes <c>\u007e</c>; then the quotes.</summary>
    private const int EscapeFactorMax = 6;
    private const int QuotesBytes = 2;

    private byte[] _buffer = new byte[BufferBytes];
    private int _length;

    /// <summary>Some part did not get out; what follows is dropped.</summary>
    public bool Failed { get; private set; }

    public void Text(string text)
    {
        // Making room changes the length, so that it comes first.
        Span<byte> room = Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, room);
    }

    public void Utf8(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Reserve(utf8.Length));
        _length += utf8.Length;
    }

    /// <summary>Appends UTF-8 text as a JSON string.</summary>
    public void JsonString(ReadOnlySpan<byte> utf8)
    {
        JsonWriter json = new(Reserve(utf8.Length * EscapeFactorMax + QuotesBytes));
        json.String(utf8);
        _length += json.Length;
    }

    /// <summary>Hands on what is left.</summary>
    public void Flush()
    {
        Failed = Failed || _length > 0 && !sink(_buffer.AsSpan(0, _length));
        _length = 0;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
            Flush();
        if (_buffer.Length < bytes)
            _buffer = new byte[bytes];
        return _buffer.AsSpan(_length);
    }
}
