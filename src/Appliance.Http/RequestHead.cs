namespace Appliance.Http;

/// <summary>A byte range, relative to the start of the request.</summary>
internal readonly record struct Extent(int Start, int Length)
{
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> received) => received.Slice(Start, Length);
}

/// <summary>The interpreted fields that were found. Those of the first group are singletons.</summary>
[Flags]
internal enum KnownFields : ushort
{
    None = 0,
    Host = 1 << 0,
    ContentLength = 1 << 1,
    TransferEncoding = 1 << 2,
    Authorization = 1 << 3,
    Origin = 1 << 4,
    ContentType = 1 << 5,
    AccessControlRequestMethod = 1 << 6,

    ConnectionClose = 1 << 8,
    ConnectionKeepAlive = 1 << 9,
    ExpectContinue = 1 << 10,
    ExpectUnknown = 1 << 11,
}

/// <summary>A parsed head. After a rejection it is filled in up to the point where parsing stopped.</summary>
internal struct RequestHead
{
    public HttpMethod Method;

    /// <summary>HTTP/1.0: keep-alive only on request, no transfer codings, no expectations.</summary>
    public bool IsHttp10;

    public KnownFields Fields;

    /// <summary>Saturated at int.MaxValue, which is above every limit.</summary>
    public int ContentLength;

    /// <summary>Empty for the target "*" and for an absolute form without path.</summary>
    public Extent Path;

    public Extent Query;

    /// <summary>Authority of the target; absolute form only.</summary>
    public Extent TargetAuthority;

    public bool TargetIsAsterisk;

    public Extent Host;
    public Extent Authorization;
    public Extent Origin;
    public Extent ContentType;
    public Extent AccessControlRequestMethod;
    public Extent ForwardedFor;

    /// <summary>The header section without its final empty line.</summary>
    public Extent FieldLines;

    public readonly bool Has(KnownFields field) => (Fields & field) != 0;

    /// <summary>RFC 9112 §9.3.</summary>
    public readonly bool IsPersistent =>
        !Has(KnownFields.ConnectionClose) && (!IsHttp10 || Has(KnownFields.ConnectionKeepAlive));

    /// <summary>RFC 9110 §10.1.1: an expectation in an HTTP/1.0 request is ignored.</summary>
    public readonly bool ExpectsContinue => !IsHttp10 && Has(KnownFields.ExpectContinue);

    public readonly HttpRequest ToRequest(ReadOnlySpan<byte> received, ReadOnlySpan<byte> body) => new()
    {
        Method = Method,
        Path = PathIn(received),
        Query = Query.In(received),
        Host = (TargetAuthority.Length > 0 ? TargetAuthority : Host).In(received),
        Authorization = Authorization.In(received),
        Origin = Origin.In(received),
        ContentType = ContentType.In(received),
        AccessControlRequestMethod = AccessControlRequestMethod.In(received),
        ForwardedFor = ForwardedFor.In(received),
        Body = body,
        FieldLines = FieldLines.In(received),
    };

    /// <summary>
    /// Whether the larger batch limit applies. It requires an Authorization field, not yet verified, so that a client
    /// cannot send a large body by accident.
    /// </summary>
    public readonly bool IsBatch(ReadOnlySpan<byte> received, HttpLimits limits) =>
        Method == HttpMethod.Post && Has(KnownFields.Authorization) && limits.IsBatch(PathIn(received));

    private readonly ReadOnlySpan<byte> PathIn(ReadOnlySpan<byte> received)
    {
        if (Path.Length > 0)
            return Path.In(received);
        // RFC 9112 §3.2.4: OPTIONS with an absolute form without path and query equals "*".
        bool isServer = TargetIsAsterisk || (Method == HttpMethod.Options && Query.Start == 0);
        return isServer ? "*"u8 : "/"u8;
    }
}
