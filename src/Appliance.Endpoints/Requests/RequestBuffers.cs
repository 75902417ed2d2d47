using Appliance.Http;
using Appliance.Tokens;

namespace Appliance.Endpoints.Requests;

/// <summary>One thread's buffers for the values of the current request, reused to avoid allocations.</summary>
/// <param name="limits">On requests.</param>
/// <param name="metadataBytesMax">See <see cref="ApiServices.MetadataBytesMax"/>.</param>
internal sealed class RequestBuffers(HttpLimits limits, int metadataBytesMax)
{
    /// <summary>The maximum length of a decoded <c>user:password</c>, in bytes.</summary>
    public const int CredentialBytesMax = 1024;

    public int MetadataBytesMax => metadataBytesMax;

    /// <summary>Decoded strings of the body.</summary>
    public byte[] Strings { get; } = new byte[limits.AnyBodyBytesMax];

    /// <summary>A JSON object of the body; <see cref="MoreData"/> holds a second one.</summary>
    public byte[] Data { get; } = new byte[JsonObjectCopy.WrittenBytesMaxFor(metadataBytesMax)];

    public byte[] MoreData { get; } = new byte[JsonObjectCopy.WrittenBytesMaxFor(metadataBytesMax)];

    /// <summary>The ignored members of the body.</summary>
    public IgnoredMembers IgnoredMembers { get; } = new();

    /// <summary>The claims of a presented token.</summary>
    public byte[] Payload { get; } = new byte[TokenLimits.AnyPayloadBytesMax];

    public byte[] Credentials { get; } = new byte[CredentialBytesMax];

    /// <summary>The path without doubled slashes, followed by its decoded parameter.</summary>
    public byte[] Path { get; } = new byte[2 * limits.RequestLineBytesMax];
}
