using Appliance.Endpoints;
using Appliance.Http;
using Appliance.TestKit;

namespace Appliance.Fuzz;

/// <summary>Forwards requests to the endpoints and records their methods.</summary>
internal readonly struct RecordingHandler(ApiHandler api, HttpLimits limits, List<HttpMethod> methods) : IRequestHandler
{
    public void Handle(in HttpRequest request, ref HttpResponse response)
    {
        Violation.Unless(request.Body.Length <= limits.BodyBytesMax, "a body over its limit");
        int targetBytes = request.Path.Length + request.Query.Length;
        Violation.Unless(targetBytes <= limits.RequestLineBytesMax, "a target over its limit");
        methods.Add(request.Method);
        api.Handle(request, ref response);
    }

    public bool TryAdmit(in HttpRequest head, ref HttpResponse response) => api.TryAdmit(head, ref response);

    public bool TryFinish(long ticket, ref HttpResponse response) => api.TryFinish(ticket, ref response);

    public void Abandon(long ticket) => api.Abandon(ticket);

    public void Seal(Span<byte> responses) => api.Seal(responses);
}
