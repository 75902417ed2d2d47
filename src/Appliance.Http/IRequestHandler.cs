namespace Appliance.Http;

/// <summary>
/// Answers one request. Implement it as a struct, so that the engine is compiled for it and calls it directly. The
/// engine catches nothing: a handler answers 500 itself where it can go wrong.
/// </summary>
public interface IRequestHandler
{
    void Handle(in HttpRequest request, ref HttpAnswer answer);
}
