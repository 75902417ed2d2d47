using System.Diagnostics.CodeAnalysis;

namespace Appliance.TestKit;

/// <summary>
/// Splits the bytes that a server sent on a connection into responses by their Content-Length, and checks their format
/// like a strict client (RFC 9112, sections 4 and 6.3).
/// </summary>
/// <param name="sent">Bytes from the first byte of a response.</param>
public ref struct ResponseReader(ReadOnlySpan<byte> sent)
{
    private ReadOnlySpan<byte> _rest = sent;
    private bool _isAfterInterim;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Number of bytes read so far.</summary>
    public int Consumed { get; private set; }

    /// <summary>Number of final responses read so far.</summary>
    public int Finals { get; private set; }

    /// <summary>Reads the next response, interim or final. Returns false, and reads nothing, if it is
    /// incomplete.</summary>
    /// <param name="isHead">The request of the next final response was HEAD, so the response has no body.</param>
    /// <param name="response">The response.</param>
    /// <exception cref="Violation">The response is malformed.</exception>
    public bool TryRead(bool isHead, [NotNullWhen(true)] out Response? response)
    {
        response = Response.ReadFirst(_rest, isHead);
        if (response is null)
            return false;
        Violation.Unless(!response.IsInterim || !_isAfterInterim, "100 (Continue) was sent twice");
        _isAfterInterim = response.IsInterim;
        Finals += response.IsInterim ? 0 : 1;
        Consumed += response.Bytes.Length;
        _rest = _rest[response.Bytes.Length..];
        return true;
    }
}
