namespace Appliance.Http;

/// <summary>Why the engine rejects a request. "§" without an RFC number refers to RFC 9112.</summary>
public enum RejectReason : byte
{
    None,

    /// <summary>§3.1: the method is not a token, or no space follows it.</summary>
    MethodInvalid,

    /// <summary>RFC 9110 §9.1: an unknown method.</summary>
    MethodNotImplemented,

    /// <summary>§3.2: a target form that is invalid for the method, or characters outside RFC 3986.</summary>
    TargetInvalid,

    /// <summary>§2.3: the version is not HTTP/DIGIT.DIGIT followed by the line end.</summary>
    VersionInvalid,

    /// <summary>RFC 9110 §15.6.6: a major version other than 1.</summary>
    VersionNotSupported,

    /// <summary>§3: the request line is longer than the limit.</summary>
    RequestLineTooLong,

    /// <summary>§2.2: CR without LF, or LF without CR.</summary>
    LineEndInvalid,

    /// <summary>§2.2: white space between the request line and the first field.</summary>
    SpaceBeforeFirstField,

    /// <summary>§5.2: obsolete line folding (obs-fold).</summary>
    LineFolded,

    /// <summary>RFC 9110 §5.1: a field name that is not a token.</summary>
    FieldNameInvalid,

    /// <summary>§5.1: white space between field name and colon.</summary>
    SpaceBeforeColon,

    /// <summary>RFC 9110 §5.5: a control character in a value.</summary>
    FieldValueInvalid,

    /// <summary>RFC 6585 §5: more field lines than the limit.</summary>
    FieldsTooMany,

    /// <summary>RFC 6585 §5: the header section is longer than the limit.</summary>
    HeaderSectionTooLarge,

    /// <summary>RFC 9110 §5.3: a singleton field is repeated.</summary>
    FieldRepeated,

    /// <summary>§3.2: HTTP/1.1 without Host.</summary>
    HostMissing,

    /// <summary>§3.2, RFC 3986 §3.2.2: a Host that is not a host with an optional port.</summary>
    HostInvalid,

    /// <summary>§6.3: Content-Length is not a single decimal number.</summary>
    ContentLengthInvalid,

    /// <summary>§6.1: Content-Length together with Transfer-Encoding (request smuggling).</summary>
    LengthAmbiguous,

    /// <summary>§6.1: Transfer-Encoding in HTTP/1.0.</summary>
    TransferEncodingInHttp10,

    /// <summary>§6.1, §6.3: Transfer-Encoding is malformed, or chunked is repeated or not last.</summary>
    TransferEncodingInvalid,

    /// <summary>§6.1: a transfer coding other than chunked.</summary>
    TransferCodingUnknown,

    /// <summary>RFC 9110 §10.1.1: an expectation other than 100-continue.</summary>
    ExpectationUnknown,

    /// <summary>RFC 9110 §15.5.14: the body is longer than the limit.</summary>
    BodyTooLarge,

    /// <summary>§7.1: a chunk size that is not a hexadecimal number.</summary>
    ChunkSizeInvalid,

    /// <summary>§7.1.1: a malformed chunk extension.</summary>
    ChunkExtensionInvalid,

    /// <summary>§7.1.1: a chunk header longer than the limit.</summary>
    ChunkHeaderTooLong,

    /// <summary>§7.1: chunk data not followed by CRLF.</summary>
    ChunkDataUnterminated,

    /// <summary>§7.1.1: the chunk framing is larger than the limit.</summary>
    ChunkFramingTooLarge,

    /// <summary>§7.1.2: the trailer section is longer than the limit.</summary>
    TrailersTooLarge,

    /// <summary>RFC 9110 §15.5.9: request timeout.</summary>
    RequestTimedOut,

    /// <summary>RFC 9110 §15.6.4: a deferred response timed out.</summary>
    ResponseTimedOut,

    /// <summary>RFC 9110 §15.6.4: the request or its response exceeds the available buffer budget.</summary>
    BuffersExhausted,

    /// <summary>RFC 9110 §15.6.1: a handler set a response that cannot be sent, a bug in this server.</summary>
    ResponseInvalid,
}
