using Appliance.Http;
using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary><c>/livez</c> and <c>/readyz</c>: a process that answers at all is alive, and it listens only once it can
/// issue; it is ready while storage takes what it is given as well.</summary>
internal sealed class HealthEndpoint(ApiServices services, Workspace workspace)
{
    /// <summary>A clock is set by some seconds now and then.</summary>
    private const long ClockSecondsMax = 5;

    /// <summary>Whether the ledger has seen a later time than now, so that fresh tokens may be refused.</summary>
    public static bool IsClockBehind(ILedger ledger, long nowSeconds) =>
        ledger.RejectsUntilSeconds > nowSeconds + ClockSecondsMax;

    public void Handle(bool isReadiness, in HttpRequest request, ref HttpResponse response)
    {
        if (request.Method is HttpMethod.Get or HttpMethod.Head)
        {
            ReadOnlySpan<byte> unavailable = isReadiness ? UnavailableBody() : default;
            response.Status = unavailable.IsEmpty ? HttpStatus.Ok : HttpStatus.ServiceUnavailable;
            response.NoStore = true;
            response.WriteJson(unavailable.IsEmpty ? "{\"status\":\"ok\"}"u8 : unavailable);
            return;
        }
        response.WriteError(HttpStatus.MethodNotAllowed, "Ask with GET or HEAD."u8);
        response.AddHeader("Allow: GET, HEAD\r\n"u8);
    }

    /// <summary>Empty if there is none.</summary>
    private ReadOnlySpan<byte> UnavailableBody() =>
        !services.Ledger.IsAvailable || !services.Rooms.IsAvailable ? "{\"status\":\"storage-unavailable\"}"u8
        : IsClockBehind(services.Ledger, workspace.NowSeconds) ? "{\"status\":\"clock-behind-ledger\"}"u8
        : default;
}
