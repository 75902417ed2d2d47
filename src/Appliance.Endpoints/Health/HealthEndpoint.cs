using Appliance.Endpoints.Responding;
using Appliance.Http;
using Appliance.Json;

namespace Appliance.Endpoints.Health;

/// <summary><c>/livez</c> succeeds whenever the process responds: it listens only once it can issue tokens.
/// <c>/readyz</c> succeeds only while no check of <see cref="Readiness"/> fails.</summary>
internal sealed class HealthEndpoint(ApiServices services, Turn turn)
{
    public void HandleLiveness(in Route _, in HttpRequest request, ref HttpResponse response)
    {
        if (TryBegin(request, ref response))
            response.WriteJson("{\"status\":\"ok\"}"u8);
    }

    public void HandleReadiness(in Route _, in HttpRequest request, ref HttpResponse response)
    {
        if (!TryBegin(request, ref response))
            return;
        NotReady reasons = Readiness.Of(services, turn);
        if (reasons == NotReady.None)
        {
            response.WriteJson("{\"status\":\"ready\"}"u8);
            return;
        }
        response.Status = HttpStatus.ServiceUnavailable;
        JsonWriter json = new(response.BodyBuffer);
        json.Raw("{\"status\":\"not-ready\",\"reasons\":["u8);
        Readiness.WriteNames(ref json, reasons);
        json.Raw("]}"u8);
        response.EndJson(json.Length);
    }

    /// <summary>False for a method that would change something.</summary>
    private static bool TryBegin(in HttpRequest request, ref HttpResponse response)
    {
        bool isRead = request.Method is HttpMethod.Get or HttpMethod.Head;
        if (isRead)
        {
            response.Status = HttpStatus.Ok;
            response.NoStore = true;
        }
        else
        {
            response.RejectWrite();
        }
        return isRead;
    }
}
