namespace Appliance.Http;

/// <summary>
/// Answers one request. Implement it as a struct, so that the engine is compiled for it and calls it directly. The
/// engine catches nothing: a handler answers 500 itself where it can go wrong.
/// </summary>
public interface IRequestHandler
{
    void Handle(in HttpRequest request, ref HttpAnswer answer);

    /// <summary>Fills in the answer that <see cref="HttpAnswer.Defer"/> left for later.</summary>
    /// <param name="ticket">What was deferred.</param>
    /// <param name="answer">As in <see cref="Handle"/>.</param>
    /// <returns>False while there is no answer yet; then nothing is filled in.</returns>
    bool TryFinish(long ticket, ref HttpAnswer answer);

    /// <summary>Nobody waits any more for what was deferred: the connection has ended, or the time is up.</summary>
    /// <param name="ticket">What was deferred.</param>
    void Abandon(long ticket);
}
