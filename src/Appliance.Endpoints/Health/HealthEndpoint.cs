using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints.Health;

/// <summary><c>/livez</c> succeeds whenever the process responds: it listens only once it can issue tokens.
/// <c>/readyz</c> succeeds only while storage is available and the ledger has seen no later time than the clock shows.
/// </summary>
internal sealed class HealthEndpoint(ApiServices services, Turn turn)
{
    public void HandleLiveness(in Route _, in HttpRequest request, ref HttpResponse response) =>
        Handle(unavailable: default, request, ref response);

    public void HandleReadiness(in Route _, in HttpRequest request, ref HttpResponse response) =>
        Handle(UnavailableBody(), request, ref response);

    private static void Handle(
        ReadOnlySpan<byte> unavailable, in HttpRequest request, ref HttpResponse response)
    {
        if (request.Method is HttpMethod.Get or HttpMethod.Head)
        {
            response.Status = unavailable.IsEmpty ? HttpStatus.Ok : HttpStatus.ServiceUnavailable;
            response.NoStore = true;
            response.WriteJson(unavailable.IsEmpty ? "{\"status\":\"ok\"}"u8 : unavailable);
            return;
        }
        response.RejectWrite();
    }

    /// <summary>Empty if the appliance is ready.</summary>
    private ReadOnlySpan<byte> UnavailableBody() =>
        !services.Ledger.IsAvailable || !services.Rooms.IsAvailable ? "{\"status\":\"storage-unavailable\"}"u8
        : services.IsClockBehind(turn.NowSeconds) ? "{\"status\":\"clock-behind-ledger\"}"u8
        : default;
}
