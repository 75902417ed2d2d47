using Appliance.Http;

namespace Appliance.Endpoints;

/// <summary><c>/livez</c> and <c>/readyz</c>: a process that answers at all is alive, and it listens only once it can
/// issue.</summary>
internal static class HealthEndpoint
{
    public static void Handle(in HttpRequest request, ref HttpAnswer answer)
    {
        if (request.Method is HttpMethod.Get or HttpMethod.Head)
        {
            answer.NoStore = true;
            answer.WriteJson("{\"status\":\"ok\"}"u8);
            return;
        }
        answer.WriteError(HttpStatus.MethodNotAllowed, "Ask with GET or HEAD."u8);
        answer.AddHeader("Allow: GET, HEAD\r\n"u8);
    }
}
