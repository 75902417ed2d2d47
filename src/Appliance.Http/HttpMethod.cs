namespace Appliance.Http;

/// <summary>
/// The methods of RFC 9110 §9.3 and RFC 5789. CONNECT never reaches a handler: like an unlisted method it gets 501,
/// because this origin server has no tunnels.
/// </summary>
public enum HttpMethod : byte
{
    Get,
    Head,
    Post,
    Put,
    Delete,
    Options,
    Patch,
    Trace,
    Connect,
}

internal static class HttpMethods
{
    /// <summary>Methods are case-sensitive (RFC 9110 §9.1). Returns false for an unknown method.</summary>
    public static bool TryFind(ReadOnlySpan<byte> token, out HttpMethod method)
    {
        HttpMethod? found = token.Length switch
        {
            3 when token.SequenceEqual("GET"u8) => HttpMethod.Get,
            3 when token.SequenceEqual("PUT"u8) => HttpMethod.Put,
            4 when token.SequenceEqual("POST"u8) => HttpMethod.Post,
            4 when token.SequenceEqual("HEAD"u8) => HttpMethod.Head,
            5 when token.SequenceEqual("PATCH"u8) => HttpMethod.Patch,
            5 when token.SequenceEqual("TRACE"u8) => HttpMethod.Trace,
            6 when token.SequenceEqual("DELETE"u8) => HttpMethod.Delete,
            7 when token.SequenceEqual("OPTIONS"u8) => HttpMethod.Options,
            7 when token.SequenceEqual("CONNECT"u8) => HttpMethod.Connect,
            _ => null,
        };
        method = found.GetValueOrDefault();
        return found.HasValue;
    }
}
