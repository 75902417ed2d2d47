using Appliance.Http;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// The tokens of one thread's answers that are still to be signed: all together, right before the first of these
/// answers is sent.
/// </summary>
internal sealed class PendingSignatures
{
    private readonly SigningGroup _group = new();
    private UnsignedToken _token;
    private int _startInBody;

    /// <summary>Leaves the answer open for the signature of the token that starts there in its body.</summary>
    public void LeaveUnsealed(in UnsignedToken token, int startInBody, ref HttpResponse response)
    {
        _token = token;
        _startInBody = startInBody;
        response.IsUnsealed = true;
    }

    /// <summary>The body of the answer that was left open last starts there in the buffer.</summary>
    public void AddUnsealed(Span<byte> responses, int bodyStart)
    {
        _group.Add(_token, bodyStart + _startInBody);
        if (_group.IsFull)
            _group.Sign(responses);
    }

    /// <summary>Signs all that is open in the buffer.</summary>
    public void Seal(Span<byte> responses)
    {
        if (!_group.IsEmpty)
            _group.Sign(responses);
    }
}
