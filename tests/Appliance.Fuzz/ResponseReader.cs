using System.Runtime.InteropServices;
using Appliance.Http;

namespace Appliance.Fuzz;

/// <summary>Splits the bytes sent on a connection into responses by their Content-Length.</summary>
internal ref struct ResponseReader(FuzzInput input, Transcript transcript)
{
    private readonly FuzzInput _input = input;
    private readonly List<HttpMethod> _methods = transcript.Methods;
    private ReadOnlySpan<byte> _rest = CollectionsMarshal.AsSpan(transcript.Sent);

    /// <summary>Number of final responses read so far.</summary>
    public int Count { get; private set; }

    /// <summary>Reads the next final response. Returns false at the end.</summary>
    /// <param name="response">The response with its body.</param>
    /// <param name="method">Method of its request; null if it did not reach the handler, possible only for the last.
    /// </param>
    /// <exception cref="Violation">The bytes are not a response.</exception>
    public bool TryRead(out Response response, out HttpMethod? method)
    {
        response = default;
        method = null;
        if (_rest.IsEmpty)
            return false;
        response = Response.ReadHead(ref _rest);
        if (response.IsInterim)
        {
            Violation.Unless(
                response.Status == 100 && response.ContentLength is null, "an interim response other than 100");
            response = Response.ReadHead(ref _rest);
            Violation.Unless(!response.IsInterim, "100 (Continue) was sent twice");
        }
        method = Count < _methods.Count ? _methods[Count] : null;
        Count++;
        response = response with { Body = TakeBody(response.ContentLength ?? 0, method) };
        return true;
    }

    /// <summary>
    /// A request that did not reach the handler may have been HEAD; then its response, the last one, has no body.
    /// </summary>
    private ReadOnlySpan<byte> TakeBody(int contentLength, HttpMethod? method)
    {
        bool isHead = method == HttpMethod.Head
            || (method is null && _rest.IsEmpty && _input.Stream.IndexOf("HEAD "u8) >= 0);
        int length = isHead ? 0 : contentLength;
        Violation.Unless(length <= _rest.Length, "a body is shorter than its Content-Length");
        ReadOnlySpan<byte> body = _rest[..length];
        _rest = _rest[length..];
        return body;
    }
}
