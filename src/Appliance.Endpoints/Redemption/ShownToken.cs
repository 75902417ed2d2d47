using Appliance.Http;
using Appliance.Json;

namespace Appliance.Endpoints;

/// <summary>
/// The body of a request about a token: the member <c>token</c> of a form (RFC 7662, section 2.1) or of a JSON object.
/// Others, such as <c>token_type_hint</c>, are skipped, as that section has it.
/// </summary>
internal static class ShownToken
{
    /// <param name="request">Its Content-Type is not asked: what begins with a brace is JSON.</param>
    /// <param name="scratch">At least as long as the body.</param>
    /// <param name="token">In the body or in the scratch.</param>
    public static RedemptionFailure TryRead(
        in HttpRequest request, Span<byte> scratch, out ReadOnlySpan<byte> token)
    {
        ReadOnlySpan<byte> body = request.Body;
        RedemptionFailure failure = body.TrimStart(" \t\r\n"u8).StartsWith("{"u8)
            ? FromJson(body, scratch, out token)
            : FromForm(body, scratch, out token);
        return failure == RedemptionFailure.None && token.IsEmpty ? RedemptionFailure.MissingToken : failure;
    }

    private static RedemptionFailure FromJson(
        ReadOnlySpan<byte> body, Span<byte> scratch, out ReadOnlySpan<byte> token)
    {
        token = default;
        BodyReader reader = new(body, scratch);
        if (reader.Enter() != BodyVerdict.Ok)
            return RedemptionFailure.NotReadable;
        bool isSeen = false;
        while (reader.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("token"u8))
            {
                if (isSeen)
                    return RedemptionFailure.RepeatedToken;
                if (reader.Kind != JsonTokenKind.String)
                    return RedemptionFailure.NotReadable;
                isSeen = true;
                token = reader.TakeString();
            }
            if (!reader.Skip())
                return RedemptionFailure.NotReadable;
        }
        return reader.Leave() ? RedemptionFailure.None : RedemptionFailure.NotReadable;
    }

    /// <summary>application/x-www-form-urlencoded, as the URL standard parses it.</summary>
    private static RedemptionFailure FromForm(
        ReadOnlySpan<byte> body, Span<byte> scratch, out ReadOnlySpan<byte> token)
    {
        token = default;
        bool isSeen = false;
        while (!body.IsEmpty)
        {
            int end = body.IndexOf((byte)'&');
            ReadOnlySpan<byte> pair = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (!pair.StartsWith("token="u8))
                continue;
            if (isSeen)
                return RedemptionFailure.RepeatedToken;
            isSeen = true;
            if (!TryDecode(pair["token=".Length..], scratch, out int length))
                return RedemptionFailure.NotReadable;
            token = scratch[..length];
        }
        return RedemptionFailure.None;
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> decoded, out int length)
    {
        length = 0;
        for (int at = 0; at < text.Length; at++)
        {
            byte octet = text[at];
            if (octet == (byte)'%')
            {
                if (at + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[at + 1])
                    || !char.IsAsciiHexDigit((char)text[at + 2]))
                    return false;
                octet = (byte)(Hex(text[at + 1]) << 4 | Hex(text[at + 2]));
                at += 2;
            }
            else if (octet == (byte)'+')
            {
                octet = (byte)' ';
            }
            decoded[length++] = octet;
        }
        return true;
    }

    private static int Hex(byte digit) =>
        digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
