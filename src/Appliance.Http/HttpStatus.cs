namespace Appliance.Http;

/// <summary>The final status codes this server sends (RFC 9110 §15, RFC 6585).</summary>
public enum HttpStatus : ushort
{
    Ok = 200,
    Created = 201,
    Accepted = 202,
    NoContent = 204,
    SeeOther = 303,
    NotModified = 304,
    BadRequest = 400,
    Unauthorized = 401,
    Forbidden = 403,
    NotFound = 404,
    MethodNotAllowed = 405,
    NotAcceptable = 406,
    RequestTimeout = 408,
    Conflict = 409,
    Gone = 410,
    PreconditionFailed = 412,
    ContentTooLarge = 413,
    UriTooLong = 414,
    UnsupportedMediaType = 415,
    ExpectationFailed = 417,
    MisdirectedRequest = 421,
    UnprocessableContent = 422,
    TooManyRequests = 429,
    RequestHeaderFieldsTooLarge = 431,
    InternalServerError = 500,
    NotImplemented = 501,
    ServiceUnavailable = 503,
    HttpVersionNotSupported = 505,
}

internal static class StatusLines
{
    /// <summary>Upper bound of the lines below; part of the bound on a response head.</summary>
    public const int LineBytesMax = 64;

    /// <summary>The complete status line with its CRLF; empty for an undefined value.</summary>
    public static ReadOnlySpan<byte> Line(HttpStatus status) => status switch
    {
        HttpStatus.Ok => "HTTP/1.1 200 OK\r\n"u8,
        HttpStatus.Created => "HTTP/1.1 201 Created\r\n"u8,
        HttpStatus.Accepted => "HTTP/1.1 202 Accepted\r\n"u8,
        HttpStatus.NoContent => "HTTP/1.1 204 No Content\r\n"u8,
        HttpStatus.SeeOther => "HTTP/1.1 303 See Other\r\n"u8,
        HttpStatus.NotModified => "HTTP/1.1 304 Not Modified\r\n"u8,
        HttpStatus.BadRequest => "HTTP/1.1 400 Bad Request\r\n"u8,
        HttpStatus.Unauthorized => "HTTP/1.1 401 Unauthorized\r\n"u8,
        HttpStatus.Forbidden => "HTTP/1.1 403 Forbidden\r\n"u8,
        HttpStatus.NotFound => "HTTP/1.1 404 Not Found\r\n"u8,
        HttpStatus.MethodNotAllowed => "HTTP/1.1 405 Method Not Allowed\r\n"u8,
        HttpStatus.NotAcceptable => "HTTP/1.1 406 Not Acceptable\r\n"u8,
        HttpStatus.RequestTimeout => "HTTP/1.1 408 Request Timeout\r\n"u8,
        HttpStatus.Conflict => "HTTP/1.1 409 Conflict\r\n"u8,
        HttpStatus.Gone => "HTTP/1.1 410 Gone\r\n"u8,
        HttpStatus.PreconditionFailed => "HTTP/1.1 412 Precondition Failed\r\n"u8,
        HttpStatus.ContentTooLarge => "HTTP/1.1 413 Content Too Large\r\n"u8,
        HttpStatus.UriTooLong => "HTTP/1.1 414 URI Too Long\r\n"u8,
        HttpStatus.UnsupportedMediaType => "HTTP/1.1 415 Unsupported Media Type\r\n"u8,
        HttpStatus.ExpectationFailed => "HTTP/1.1 417 Expectation Failed\r\n"u8,
        HttpStatus.MisdirectedRequest => "HTTP/1.1 421 Misdirected Request\r\n"u8,
        HttpStatus.UnprocessableContent => "HTTP/1.1 422 Unprocessable Content\r\n"u8,
        HttpStatus.TooManyRequests => "HTTP/1.1 429 Too Many Requests\r\n"u8,
        HttpStatus.RequestHeaderFieldsTooLarge => "HTTP/1.1 431 Request Header Fields Too Large\r\n"u8,
        HttpStatus.InternalServerError => "HTTP/1.1 500 Internal Server Error\r\n"u8,
        HttpStatus.NotImplemented => "HTTP/1.1 501 Not Implemented\r\n"u8,
        HttpStatus.ServiceUnavailable => "HTTP/1.1 503 Service Unavailable\r\n"u8,
        HttpStatus.HttpVersionNotSupported => "HTTP/1.1 505 HTTP Version Not Supported\r\n"u8,
        _ => default,
    };

    /// <summary>204 and 304 have no body and are sent without Content-Length (RFC 9112 §6.3).</summary>
    public static bool HasNoBody(HttpStatus status) => status is HttpStatus.NoContent or HttpStatus.NotModified;
}
