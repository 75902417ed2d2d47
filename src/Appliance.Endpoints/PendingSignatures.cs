using Appliance.Http;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// The unsigned tokens in one thread's queued responses. They are signed in groups, before the first of these responses
/// is sent.
/// </summary>
internal sealed class PendingSignatures
{
    private readonly SigningGroup _group = new();
    private UnsignedToken _token;
    private int _startInBody;

    /// <summary>Marks the response as unsealed: the token at this offset in its body has no signature yet.</summary>
    public void LeaveUnsealed(in UnsignedToken token, int startInBody, ref HttpResponse response)
    {
        _token = token;
        _startInBody = startInBody;
        response.IsUnsealed = true;
    }

    /// <summary>Records where in the buffer the body of the last unsealed response starts.</summary>
    public void AddUnsealed(Span<byte> responses, int bodyStart)
    {
        _group.Add(_token, bodyStart + _startInBody);
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
