using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Http;
using Appliance.Json;
using Appliance.Tokens;

namespace Appliance.Endpoints.Redemption;

/// <summary>
/// The body of a request about a token: the member <c>token</c> of a form (RFC 7662, section 2.1) or of a JSON object.
/// A form may also contain the client's credentials (RFC 6749, section 2.3.1: client_secret_post). Other members, such
/// as <c>token_type_hint</c>, are skipped (section 2.1).
/// </summary>
internal ref struct PresentedToken
{
    /// <summary>The members of the client's credentials, for errors about them.</summary>
    public static readonly Member Client = new("client", MemberKind.Text);

    private static readonly Member[] JsonMembers = [new("token", MemberKind.Text)];

    private static readonly Member[] FormMembers =
        [.. JsonMembers, new("client_id", MemberKind.Text), new("client_secret", MemberKind.Text)];

    private const int TokenIndex = 0, ClientIdIndex = 1, ClientSecretIndex = 2;

    private ObjectMembers _members;

    /// <summary>In the body or the scratch buffer, without what was pasted around it (<see
    /// cref="PastedToken"/>).</summary>
    public readonly ReadOnlySpan<byte> Token => PastedToken.Unwrap(_members[TokenIndex]);

    public readonly ReadOnlySpan<byte> ClientId => _members[ClientIdIndex];

    /// <summary>In the scratch buffer. The caller clears it.</summary>
    public Span<byte> ClientSecret;

    public readonly bool HasClientSecret => _members.Has(ClientSecretIndex);

    /// <summary>The form's credentials are ambiguous or unreadable, so that the client cannot be authenticated.
    /// </summary>
    public bool HasBadClient;

    /// <summary>Reads the body. After a failure, the members of a form that could be read are still set.</summary>
    /// <param name="request">Content-Type is ignored: a body that starts with a brace is JSON.</param>
    /// <param name="scratch">At least as long as the body.</param>
    public Failure Read(scoped in HttpRequest request, Span<byte> scratch)
    {
        bool isJson = BodyReader.StartsObject(request.Body);
        Failure failure = isJson ? ReadJson(request.Body, scratch) : ReadForm(request.Body, scratch);
        return failure == Failure.None && Token.IsEmpty ? Failure.MissingMember : failure;
    }

    private Failure ReadJson(ReadOnlySpan<byte> body, Span<byte> scratch)
    {
        BodyReader reader = new(body, scratch);
        if (reader.Enter() != Failure.None)
            return Failure.NotJson;
        while (_members.Next(JsonMembers, ref reader))
        {
            if (_members.IsDuplicate)
                return Failure.DuplicateMember;
            if (_members.Known is not null && reader.Kind != JsonTokenKind.String)
                return Failure.WrongType;
            if (_members.Known is not null)
                _members.Text = reader.TakeString();
            reader.Skip();
        }
        return reader.Leave() ? Failure.None : Failure.NotJson;
    }

    /// <summary>Parses application/x-www-form-urlencoded (URL standard) to its end, even after an error: the
    /// credentials found must not depend on their position. Names are compared without decoding.</summary>
    private Failure ReadForm(ReadOnlySpan<byte> body, Span<byte> scratch)
    {
        Failure failure = Failure.None;
        while (FormText.NextPair(ref body, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            _members.Find(FormMembers, name);
            if (_members.Known is null)
                continue;
            Failure found = _members.IsDuplicate ? Failure.DuplicateMember
                : !FormText.TryTake(value, ref scratch, out Span<byte> text) ? Failure.NotAForm
                : Take(text);
            bool isBadClient = found != Failure.None && _members.Index != TokenIndex;
            HasBadClient |= isBadClient;
            if (failure == Failure.None || isBadClient)
                failure = found;
        }
        return failure;
    }

    private Failure Take(Span<byte> text)
    {
        if (_members.Index == ClientSecretIndex)
            ClientSecret = text;
        else
            _members.Text = text;
        return Failure.None;
    }
}
