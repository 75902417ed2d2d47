using System.Runtime.InteropServices;
using Appliance.Http;

namespace Appliance.Fuzz;

/// <summary>Takes what was sent on a connection apart, answer by answer, by each one's Content-Length.</summary>
internal ref struct ResponseReader(FuzzInput input, Transcript transcript)
{
    private readonly FuzzInput _input = input;
    private readonly List<HttpMethod> _methods = transcript.Methods;
    private ReadOnlySpan<byte> _rest = CollectionsMarshal.AsSpan(transcript.Sent);

    /// <summary>Final answers read so far.</summary>
    public int Count { get; private set; }

    /// <summary>Reads the next final answer. False at the end.</summary>
    /// <param name="response">With its body.</param>
    /// <param name="method">Of its request; null if no handler saw that, as only the last one's.</param>
    /// <exception cref="Violation">There is something else.</exception>
    public bool TryRead(out Response response, out HttpMethod? method)
    {
        response = default;
        method = null;
        if (_rest.IsEmpty)
            return false;
        response = Response.ReadHead(ref _rest);
        if (response.IsInterim)
        {
            Violation.Unless(response.Status == 100 && response.ContentLength is null, "an interim answer but 100");
            response = Response.ReadHead(ref _rest);
            Violation.Unless(!response.IsInterim, "told to continue twice");
        }
        method = Count < _methods.Count ? _methods[Count] : null;
        Count++;
        response = response with { Body = TakeBody(response.ContentLength ?? 0, method) };
        return true;
    }

    /// <summary>A request that no handler saw may have been HEAD: then its answer, the last one, has no body.</summary>
    private ReadOnlySpan<byte> TakeBody(int contentLength, HttpMethod? method)
    {
        bool isHead = method == HttpMethod.Head
            || (method is null && _rest.IsEmpty && _input.Stream.IndexOf("HEAD "u8) >= 0);
        int length = isHead ? 0 : contentLength;
        Violation.Unless(length <= _rest.Length, "an answer is shorter than it says");
        ReadOnlySpan<byte> body = _rest[..length];
        _rest = _rest[length..];
        return body;
    }
}
