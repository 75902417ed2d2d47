namespace Appliance.Http;

/// <summary>
/// Handles requests. Implement it as a struct, so that the engine is specialized for it and calls it directly. The
/// engine catches no exceptions: a handler that can fail must return 500 itself.
/// </summary>
public interface IRequestHandler
{
    void Handle(in HttpRequest request, ref HttpResponse response);

    /// <summary>
    /// Decides whether the body of a batch (<see cref="HttpLimits.BatchPaths"/>) is read. Called only if the body is
    /// chunked or exceeds the limit of other bodies, once, after the head is parsed and before the body is buffered.
    /// </summary>
    /// <param name="head">The request without its body.</param>
    /// <param name="response">The rejection, if the result is false; the connection then closes.</param>
    bool TryAdmit(in HttpRequest head, ref HttpResponse response);

    /// <summary>Completes a response deferred with <see cref="HttpResponse.Defer"/>.</summary>
    /// <param name="ticket">The ticket passed to <see cref="HttpResponse.Defer"/>.</param>
    /// <param name="response">Same as in <see cref="Handle"/>.</param>
    /// <returns>False while the response is pending; it is then not filled in.</returns>
    bool TryFinish(long ticket, ref HttpResponse response);

    /// <summary>A deferred response is no longer needed: the connection has ended or the timeout expired.</summary>
    /// <param name="ticket">The ticket passed to <see cref="HttpResponse.Defer"/>.</param>
    void Abandon(long ticket);

    /// <summary>Completes all unsealed responses (<see cref="HttpResponse.LeaveUnsealed"/>) in the buffer, which are
    /// about to be sent.</summary>
    /// <param name="responses">The buffer passed to <see cref="ISealer.Place"/>.</param>
    void Seal(Span<byte> responses);
}
