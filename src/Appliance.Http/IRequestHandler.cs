namespace Appliance.Http;

/// <summary>
/// Answers one request. Implement it as a struct, so that the engine is compiled for it and calls it directly. The
/// engine catches nothing: a handler answers 500 itself where it can go wrong.
/// </summary>
public interface IRequestHandler
{
    void Handle(in HttpRequest request, ref HttpResponse response);

    /// <summary>
    /// Whether the body of a batch (<see cref="HttpLimits.BatchPaths"/>) is to be read: one that is chunked, or longer
    /// than other bodies may be. Asked once, when the head is there and before anything is kept for the body.
    /// </summary>
    /// <param name="head">The request without its body.</param>
    /// <param name="response">Filled in if not; the connection then closes.</param>
    bool TryAdmit(in HttpRequest head, ref HttpResponse response);

    /// <summary>Fills in the answer that <see cref="HttpResponse.Defer"/> left for later.</summary>
    /// <param name="ticket">What was deferred.</param>
    /// <param name="response">As in <see cref="Handle"/>.</param>
    /// <returns>False while there is no answer yet; then nothing is filled in.</returns>
    bool TryFinish(long ticket, ref HttpResponse response);

    /// <summary>Nobody waits any more for what was deferred: the connection has ended, or the time is up.</summary>
    /// <param name="ticket">What was deferred.</param>
    void Abandon(long ticket);

    /// <summary>
    /// The body of an answer that was left open (<see cref="HttpResponse.IsUnsealed"/>) is now where it will be sent
    /// from.
    /// </summary>
    /// <param name="responses">The buffer that it lies in.</param>
    /// <param name="bodyStart">Where in it the body starts.</param>
    void AddUnsealed(Span<byte> responses, int bodyStart);

    /// <summary>Fills in what is still open of the answers in the buffer, which are about to be sent.</summary>
    /// <param name="responses">The one of <see cref="AddUnsealed"/>.</param>
    void Seal(Span<byte> responses);
}
