using System.Buffers.Binary;
using Appliance.Http;
using Appliance.Tokens;

namespace Appliance.Endpoints.Redemption;

/// <summary>
/// The header <c>Idempotency-Key</c> of a redemption. A media server that got no response or a 503 retries the request
/// with the same key and gets the result of the first attempt. 1 to 255 printable ASCII characters; quotes, as in
/// draft-ietf-httpapi-idempotency-key-header, are part of the key.
/// </summary>
internal static class IdempotencyKey
{
    private const int BytesMax = 255;

    /// <param name="request">The request.</param>
    /// <param name="number">64 bits of the key's digest; 0 if there is no key.</param>
    /// <returns>False if the key is repeated, empty, too long or not printable.</returns>
    public static bool TryRead(in HttpRequest request, out ulong number)
    {
        number = 0;
        int count = request.FindField("idempotency-key"u8, out ReadOnlySpan<byte> key);
        if (count == 0)
            return true;
        if (count > 1 || key.Length is 0 or > BytesMax || key.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return false;
        Span<byte> digest = stackalloc byte[Sha256.DigestBytes];
        Sha256.Hash(key, digest);
        number = Math.Max(BinaryPrimitives.ReadUInt64BigEndian(digest), 1);
        return true;
    }
}
