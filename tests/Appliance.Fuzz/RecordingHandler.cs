using Appliance.Endpoints;
using Appliance.Http;

namespace Appliance.Fuzz;

/// <summary>The endpoints, and a note of what they were asked with.</summary>
internal readonly struct RecordingHandler(ApiHandler api, HttpLimits limits, List<HttpMethod> methods) : IRequestHandler
{
    public void Handle(in HttpRequest request, ref HttpAnswer answer)
    {
        Violation.Unless(request.Body.Length <= limits.BodyBytesMax, "a body over its limit");
        int targetBytes = request.Path.Length + request.Query.Length;
        Violation.Unless(targetBytes <= limits.RequestLineBytesMax, "a target over its limit");
        methods.Add(request.Method);
        api.Handle(request, ref answer);
    }

    public bool TryAdmit(in HttpRequest head, ref HttpAnswer answer) => api.TryAdmit(head, ref answer);

    public bool TryFinish(long ticket, ref HttpAnswer answer) => api.TryFinish(ticket, ref answer);

    public void Abandon(long ticket) => api.Abandon(ticket);

    public void Place(Span<byte> answers, int bodyStart) => api.Place(answers, bodyStart);

    public void Seal(Span<byte> answers) => api.Seal(answers);
}
