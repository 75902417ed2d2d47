using Appliance.Http;
using Appliance.Json;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// The body of a request about a token: the member <c>token</c> of a form (RFC 7662, section 2.1) or of a JSON object.
/// A form may also contain the client's credentials (RFC 6749, section 2.3.1: client_secret_post). Other members, such
/// as <c>token_type_hint</c>, are skipped (section 2.1).
/// </summary>
internal ref struct PresentedToken
{
    /// <summary>In the body or the scratch buffer, without what was pasted around it (<see
    /// cref="PastedToken"/>).</summary>
    public ReadOnlySpan<byte> Token;
    public ReadOnlySpan<byte> ClientId;
    /// <summary>In the scratch buffer. The caller clears it.</summary>
    public Span<byte> ClientSecret;
    public bool HasClientSecret;

    [Flags]
    private enum SeenMembers : byte
    {
        Token = 1,
        ClientId = 2,
        ClientSecret = 4,
    }

    /// <summary>Reads the body. After a failure, the members of a form that could be read are still set.</summary>
    /// <param name="request">Content-Type is ignored: a body that starts with a brace is JSON.</param>
    /// <param name="scratch">At least as long as the body.</param>
    public RedemptionFailure Read(scoped in HttpRequest request, Span<byte> scratch)
    {
        RedemptionFailure failure = request.Body.TrimStart(" \t\r\n"u8).StartsWith("{"u8)
            ? ReadJson(request.Body, scratch) : ReadForm(request.Body, scratch);
        Token = PastedToken.Unwrap(Token);
        return failure == RedemptionFailure.None && Token.IsEmpty ? RedemptionFailure.MissingToken : failure;
    }

    private RedemptionFailure ReadJson(ReadOnlySpan<byte> body, Span<byte> scratch)
    {
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
                Token = reader.TakeString();
            }
            if (!reader.Skip())
                return RedemptionFailure.NotJson;
        }
        return reader.Leave() ? RedemptionFailure.None : RedemptionFailure.NotJson;
    }

    /// <summary>Parses application/x-www-form-urlencoded (URL standard) to its end, even after an error: the
    /// credentials found must not depend on their position.</summary>
    private RedemptionFailure ReadForm(ReadOnlySpan<byte> body, Span<byte> scratch)
    {
        RedemptionFailure failure = RedemptionFailure.None;
        SeenMembers seen = 0;
        while (FormText.NextPair(ref body, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            SeenMembers member =
                name.SequenceEqual("token"u8) ? SeenMembers.Token
                : name.SequenceEqual("client_id"u8) ? SeenMembers.ClientId
                : name.SequenceEqual("client_secret"u8) ? SeenMembers.ClientSecret : 0;
            if (member == 0)
                continue;
            HasClientSecret |= member == SeenMembers.ClientSecret;
            RedemptionFailure found =
                (seen & member) != 0
                    ? member == SeenMembers.Token ? RedemptionFailure.RepeatedToken : RedemptionFailure.RepeatedClient
                : TryTake(member, value, ref scratch) ? RedemptionFailure.None
                : member == SeenMembers.Token ? RedemptionFailure.NotAForm : RedemptionFailure.ClientNotAForm;
            seen |= member;
            if (failure is RedemptionFailure.None || IsCredentialFailure(found))
                failure = found;
        }
        return failure;
    }

    /// <summary>Whether the form's credentials are ambiguous or unreadable, so that the client cannot be authenticated.
    /// </summary>
    public static bool IsCredentialFailure(RedemptionFailure failure) =>
        failure is RedemptionFailure.RepeatedClient or RedemptionFailure.ClientNotAForm;

    private bool TryTake(SeenMembers member, ReadOnlySpan<byte> value, scoped ref Span<byte> scratch)
    {
        if (!FormText.TryDecode(value, scratch, out int length))
            return false;
        Span<byte> text = scratch[..length];
        scratch = scratch[length..];
        switch (member)
        {
            case SeenMembers.Token:
                Token = text;
                break;
            case SeenMembers.ClientId:
                ClientId = text;
                break;
            default:
                ClientSecret = text;
                break;
        }
        return true;
    }
}
