using System.Diagnostics;
using System.Text;
using Appliance.Json;

namespace Appliance.Hosting.Results;

/// <summary>Takes the next part of a result; false if it could not be written.</summary>
public delegate bool ResultSink(ReadOnlySpan<byte> utf8);

/// <summary>Buffers a result of any length in UTF-8 and passes it to the sink whenever the buffer is full.</summary>
public sealed class ResultWriter(ResultSink sink)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>The longest escape of one byte, such as <c>~</c>, is <c>\u007e</c>.</summary>
    private const int EscapeFactorMax = 6;
    private const int QuotesBytes = 2;

    private byte[] _buffer = new byte[BufferBytes];
    private int _length;

    /// <summary>The sink failed; further output is dropped.</summary>
    public bool Failed { get; private set; }

    public void Text(string text)
    {
        // Reserve may change _length: call it before the length is read.
        Span<byte> free = Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, free);
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
        Debug.Assert(!json.Overflowed);
        _length += json.Length;
    }

    /// <summary>Passes the buffered bytes to the sink.</summary>
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
        Debug.Assert(_buffer.Length - _length >= bytes);
        return _buffer.AsSpan(_length);
    }
}
