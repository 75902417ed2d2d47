using Appliance.Http;
using Appliance.Tokens;

namespace Appliance.Endpoints.Issuance;

/// <summary>
/// The unsigned tokens in one thread's queued responses. They are signed in groups, before the first of these responses
/// is sent.
/// </summary>
internal sealed class PendingSignatures : ISealer
{
    private readonly SigningGroup _group = new();

    /// <summary>Leaves the token at this offset in the response's body without a signature.</summary>
    public void LeaveUnsealed(in UnsignedToken token, int startInBody, ref HttpResponse response)
    {
        _group.Reserve(token);
        response.LeaveUnsealed(this, startInBody);
    }

    /// <summary>Adds the token to the group, now that its place in the buffer is known.</summary>
    public void Place(Span<byte> responses, int start)
    {
        _group.Place(start);
        if (_group.IsFull)
            _group.Sign(responses);
    }

    /// <summary>Signs all pending tokens in the buffer.</summary>
    public void Seal(Span<byte> responses)
    {
        if (!_group.IsEmpty)
            _group.Sign(responses);
    }
}
