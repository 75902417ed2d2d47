using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Appliance.Http;
using Appliance.TestKit;

namespace Appliance.Fuzz;

/// <summary>Reads the final responses of a connection, each with the method of its request.</summary>
internal ref struct TranscriptReader(FuzzInput input, Transcript transcript)
{
    private readonly FuzzInput _input = input;
    private readonly List<HttpMethod> _methods = transcript.Methods;
    private ResponseReader _reader = new(CollectionsMarshal.AsSpan(transcript.Sent));

    /// <summary>Number of final responses read so far.</summary>
    public readonly int Count => _reader.Finals;

    /// <summary>Reads the next final response. Returns false at the end.</summary>
    /// <param name="response">The response with its body.</param>
    /// <param name="method">Method of its request; null if it did not reach the handler, possible only for the last.
    /// </param>
    /// <exception cref="Violation">The bytes are not a response.</exception>
    public bool TryRead([NotNullWhen(true)] out Response? response, out HttpMethod? method)
    {
        response = null;
        method = null;
        if (_reader.IsAtEnd)
            return false;
        method = Count < _methods.Count ? _methods[Count] : null;
        do
            response = Read(method);
        while (response.IsInterim);
        return true;
    }

    /// <summary>
    /// A request that did not reach the handler may have been HEAD; then its response, the last one, has no body.
    /// </summary>
    private Response Read(HttpMethod? method)
    {
        if (_reader.TryRead(method == HttpMethod.Head, out Response? response))
            return response;
        bool mayBeHead = method is null && _input.Stream.IndexOf("HEAD "u8) >= 0;
        Violation.Unless(
            mayBeHead && _reader.TryRead(isHead: true, out response) && _reader.IsAtEnd, "a response is incomplete");
        return response!;
    }
}
