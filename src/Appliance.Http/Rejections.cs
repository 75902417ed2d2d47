namespace Appliance.Http;

/// <summary>Maps a reject reason to its status and JSON body. No body echoes client input.</summary>
internal static class Rejections
{
    /// <summary>Upper bound of the bodies below; part of the bound on a response.</summary>
    public const int BodyBytesMax = 128;

    public static HttpStatus Status(RejectReason reason) => reason switch
    {
        RejectReason.MethodNotImplemented or RejectReason.TransferCodingUnknown => HttpStatus.NotImplemented,
        RejectReason.VersionNotSupported => HttpStatus.HttpVersionNotSupported,
        RejectReason.RequestLineTooLong => HttpStatus.UriTooLong,
        RejectReason.FieldsTooMany or RejectReason.HeaderSectionTooLarge or RejectReason.TrailersTooLarge =>
            HttpStatus.RequestHeaderFieldsTooLarge,
        RejectReason.BodyTooLarge or RejectReason.ChunkFramingTooLarge => HttpStatus.ContentTooLarge,
        RejectReason.ExpectationUnknown => HttpStatus.ExpectationFailed,
        RejectReason.RequestTimedOut => HttpStatus.RequestTimeout,
        RejectReason.ResponseTimedOut or RejectReason.BuffersExhausted => HttpStatus.ServiceUnavailable,
        RejectReason.ResponseInvalid => HttpStatus.InternalServerError,
        _ => HttpStatus.BadRequest,
    };

    /// <summary>The complete JSON body: the numeric code that clients of the token APIs read, and a message.</summary>
    public static ReadOnlySpan<byte> Body(RejectReason reason) => reason switch
    {
        RejectReason.MethodInvalid =>
            """{"code":400,"message":"The request line does not begin with a method and one space."}"""u8,
        RejectReason.MethodNotImplemented =>
            """{"code":501,"message":"This method is not implemented."}"""u8,
        RejectReason.TargetInvalid =>
            """{"code":400,"message":"The request target is not valid for this method."}"""u8,
        RejectReason.VersionInvalid =>
            """{"code":400,"message":"The request line does not end with an HTTP version."}"""u8,
        RejectReason.VersionNotSupported =>
            """{"code":505,"message":"Only HTTP/1.0 and HTTP/1.1 are supported."}"""u8,
        RejectReason.RequestLineTooLong =>
            """{"code":414,"message":"The request line is too long."}"""u8,
        RejectReason.LineEndInvalid =>
            """{"code":400,"message":"A line does not end with CR LF."}"""u8,
        RejectReason.SpaceBeforeFirstField =>
            """{"code":400,"message":"There is white space before the first header field."}"""u8,
        RejectReason.LineFolded =>
            """{"code":400,"message":"A header field is folded over several lines."}"""u8,
        RejectReason.FieldNameInvalid =>
            """{"code":400,"message":"A header field name is not valid."}"""u8,
        RejectReason.SpaceBeforeColon =>
            """{"code":400,"message":"There is white space before the colon of a header field."}"""u8,
        RejectReason.FieldValueInvalid =>
            """{"code":400,"message":"A header field value contains a control character."}"""u8,
        RejectReason.FieldsTooMany =>
            """{"code":431,"message":"The request has too many header fields."}"""u8,
        RejectReason.HeaderSectionTooLarge =>
            """{"code":431,"message":"The header section is too large."}"""u8,
        RejectReason.FieldRepeated =>
            """{"code":400,"message":"A header field that must occur once is repeated."}"""u8,
        RejectReason.HostMissing =>
            """{"code":400,"message":"The Host header field is missing."}"""u8,
        RejectReason.HostInvalid =>
            """{"code":400,"message":"The Host header field is not a host with an optional port."}"""u8,
        RejectReason.ContentLengthInvalid =>
            """{"code":400,"message":"The Content-Length is not one decimal number."}"""u8,
        _ => BodyOfFraming(reason),
    };

    private static ReadOnlySpan<byte> BodyOfFraming(RejectReason reason) => reason switch
    {
        RejectReason.LengthAmbiguous =>
            """{"code":400,"message":"Content-Length and Transfer-Encoding cannot be combined."}"""u8,
        RejectReason.TransferEncodingInHttp10 =>
            """{"code":400,"message":"Transfer-Encoding is not allowed in HTTP/1.0."}"""u8,
        RejectReason.TransferEncodingInvalid =>
            """{"code":400,"message":"Transfer-Encoding must be chunked, exactly once."}"""u8,
        RejectReason.TransferCodingUnknown =>
            """{"code":501,"message":"Only the chunked transfer coding is implemented."}"""u8,
        RejectReason.ExpectationUnknown =>
            """{"code":417,"message":"Only the expectation 100-continue is supported."}"""u8,
        RejectReason.BodyTooLarge =>
            """{"code":413,"message":"The request body is too large."}"""u8,
        RejectReason.ChunkSizeInvalid =>
            """{"code":400,"message":"A chunk size is not a hexadecimal number."}"""u8,
        RejectReason.ChunkExtensionInvalid =>
            """{"code":400,"message":"A chunk extension is not valid."}"""u8,
        RejectReason.ChunkHeaderTooLong =>
            """{"code":400,"message":"A chunk header is too long."}"""u8,
        RejectReason.ChunkDataUnterminated =>
            """{"code":400,"message":"The data of a chunk does not end with CR LF."}"""u8,
        RejectReason.ChunkFramingTooLarge =>
            """{"code":413,"message":"The chunk framing of the body is too large."}"""u8,
        RejectReason.TrailersTooLarge =>
            """{"code":431,"message":"The trailer section is too large."}"""u8,
        RejectReason.RequestTimedOut =>
            """{"code":408,"message":"The request timed out before it was complete."}"""u8,
        RejectReason.ResponseTimedOut =>
            """{"code":503,"message":"The response timed out. Retry."}"""u8,
        RejectReason.BuffersExhausted =>
            """{"code":503,"message":"The server has no buffer space for this request now. Retry later."}"""u8,
        RejectReason.ResponseInvalid =>
            """{"code":500,"message":"The response could not be written."}"""u8,
        _ => """{"code":400,"message":"The request is not valid."}"""u8,
    };
}
