using Appliance.Http;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// Answers every request of one thread. Time and randomness are handed in: <see cref="BeginTurn"/> comes before a
/// turn's requests, and <see cref="Caller"/> is set before a connection's.
/// </summary>
public readonly struct ApiHandler : IRequestHandler
{
    private readonly TenantsSource _tenants;
    private readonly Workspace _workspace;
    private readonly Hms100Endpoint _hms100;
    private readonly EnableXEndpoint _enableX;
    private readonly LiveKitEndpoint _liveKit;

    public ApiHandler(TenantsSource tenants, TokenIds tokenIds, HttpLimits limits)
    {
        _tenants = tenants;
        _workspace = new(tokenIds, limits) { Tenants = tenants.Current };
        _hms100 = new(_workspace);
        _enableX = new(_workspace);
        _liveKit = new(_workspace);
    }

    /// <summary>Whose requests come next.</summary>
    public Caller Caller { set => _workspace.Caller = value; }

    /// <param name="unixSeconds">The instant at which this turn's tokens are issued.</param>
    /// <param name="monotonicMilliseconds">Milliseconds that only ever grow: what rates are measured by.</param>
    public void BeginTurn(long unixSeconds, long monotonicMilliseconds)
    {
        _workspace.NowSeconds = unixSeconds;
        _workspace.MonotonicMilliseconds = monotonicMilliseconds;
        _workspace.Tenants = _tenants.Current;
    }

    public void Handle(in HttpRequest request, ref HttpAnswer answer)
    {
        Route route = Route.Of(request.Path);
        switch (route.Kind)
        {
            case RouteKind.Hms100TokenByHost:
                _hms100.HandleByHost(request, ref answer);
                break;
            case RouteKind.Hms100TokenByPath:
                _hms100.HandleByPath(route.Parameter, request, ref answer);
                break;
            case RouteKind.EnableXToken:
                _enableX.Handle(route.Parameter, request, ref answer);
                break;
            case RouteKind.LiveKitTokenByHost:
                _liveKit.HandleByHost(request, ref answer);
                break;
            case RouteKind.LiveKitTokenByPath:
                _liveKit.HandleByPath(route.Parameter, request, ref answer);
                break;
            case RouteKind.Live:
            case RouteKind.Ready:
                HealthEndpoint.Handle(request, ref answer);
                break;
            default:
                HandleElsewhere(request, ref answer);
                break;
        }
    }

    /// <summary>A page whose developer mistyped a path should see that it did. <c>OPTIONS *</c> asks about the
    /// server as a whole (RFC 9110, section 9.3.7).</summary>
    private static void HandleElsewhere(in HttpRequest request, ref HttpAnswer answer)
    {
        Cors.Everyone.Allow(request.Origin, ref answer);
        if (request.Method == HttpMethod.Options && request.Path.SequenceEqual("*"u8))
        {
            answer.Status = HttpStatus.NoContent;
            answer.AddHeader("Allow: GET, HEAD, POST, OPTIONS\r\n"u8);
            return;
        }
        answer.WriteError(HttpStatus.NotFound, "There is nothing at this path."u8);
    }
}
