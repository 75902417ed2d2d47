using Appliance.Http;

namespace Appliance.Endpoints;

/// <summary><c>/livez</c> and <c>/readyz</c>: a process that answers at all is alive, and it listens only once it can
/// issue; it is ready while storage takes what it is given as well.</summary>
internal sealed class HealthEndpoint(ApiServices services)
{
    public void Handle(bool asksIfReady, in HttpRequest request, ref HttpAnswer answer)
    {
        if (request.Method is HttpMethod.Get or HttpMethod.Head)
        {
            bool isFit = !asksIfReady || services.Ledger.IsAvailable && services.Rooms.IsAvailable;
            answer.Status = isFit ? HttpStatus.Ok : HttpStatus.ServiceUnavailable;
            answer.NoStore = true;
            answer.WriteJson(isFit ? "{\"status\":\"ok\"}"u8 : "{\"status\":\"storage-unavailable\"}"u8);
            return;
        }
        answer.WriteError(HttpStatus.MethodNotAllowed, "Ask with GET or HEAD."u8);
        answer.AddHeader("Allow: GET, HEAD\r\n"u8);
    }
}
