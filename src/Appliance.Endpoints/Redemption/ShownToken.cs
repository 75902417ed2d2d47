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
            return RedemptionFailure.NotJson;
        bool isSeen = false;
        while (reader.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("token"u8))
            {
                if (isSeen)
                    return RedemptionFailure.RepeatedToken;
                if (reader.Kind != JsonTokenKind.String)
                    return RedemptionFailure.TokenNotAString;
                isSeen = true;
                token = reader.TakeString();
            }
            if (!reader.Skip())
                return RedemptionFailure.NotJson;
        }
        return reader.Leave() ? RedemptionFailure.None : RedemptionFailure.NotJson;
    }

    /// <summary>application/x-www-form-urlencoded, as the URL standard parses it.</summary>
    private static RedemptionFailure FromForm(
        ReadOnlySpan<byte> body, Span<byte> scratch, out ReadOnlySpan<byte> token)
    {
        token = default;
        bool isSeen = false;
        while (FormText.NextPair(ref body, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            if (!name.SequenceEqual("token"u8))
                continue;
            if (isSeen)
                return RedemptionFailure.RepeatedToken;
            isSeen = true;
            if (!FormText.TryDecode(value, scratch, out int length))
                return RedemptionFailure.NotAForm;
            token = scratch[..length];
        }
        return RedemptionFailure.None;
    }
}
