using Appliance.Http;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// Handles every request of one thread. The caller passes in time and randomness: call <see cref="BeginTurn"/> before a
/// turn's requests, and set <see cref="Caller"/> before a connection's requests.
/// </summary>
public readonly struct ApiHandler : IRequestHandler
{
    private readonly TenantsSource _tenants;
    private readonly Workspace _workspace;
    private readonly Hms100Endpoint _hms100;
    private readonly EnableXEndpoint _enableX;
    private readonly LiveKitEndpoint _liveKit;
    private readonly BatchEndpoint _batch;
    private readonly IntrospectionEndpoint _introspection;
    private readonly RedemptionEndpoint _redemption;
    private readonly HealthEndpoint _health;
    private readonly RoomsEndpoint _rooms;
    private readonly Hms100RoomCodes _roomCodes;
    private readonly Hms100CodeToken _codeToken;
    private readonly Hms100Views _views;
    private readonly EnableXFront _front;

    /// <summary>Limits that fit these endpoints: a batch has a longer body and response, and a presented token may be
    /// longer than the request that issued it.</summary>
    public static HttpLimits Limits { get; } = new()
    {
        BatchPaths = [Route.BatchPath, Route.IntrospectionPath, Route.RedemptionPath],
        ResponseBodyBytesMax = BatchEndpoint.ResponseBodyBytesMax,
    };

    /// <param name="services">Shared by all threads.</param>
    /// <param name="tokenIds">Of this thread.</param>
    /// <param name="limits">Of this thread's engine.</param>
    /// <param name="wake">Called while a request with a deferred response is handled; returns an action that wakes the
    /// connection from any thread. May be null only if no response is ever deferred.</param>
    public ApiHandler(ApiServices services, TokenIds tokenIds, HttpLimits limits, Func<Action>? wake = null)
    {
        _tenants = services.Tenants;
        _workspace = new(tokenIds, limits, services.MetadataBytesMax)
        {
            Tenants = services.Tenants.Current,
            Rooms = services.Rooms,
            TokenIdMarks = services.TokenIdMarks,
            Log = services.Log,
            Deferred = new(wake ?? (() => throw new InvalidOperationException("no wake callback was given"))),
        };
        RateLimitFilter rateLimit = new(services.RateLimits, services.Proxies, _workspace);
        _hms100 = new(rateLimit, _workspace);
        BackEndCredentials credentials = new(rateLimit, _workspace);
        EnableXBackEnd enableX = new(credentials, _workspace);
        _enableX = new(credentials, enableX, _workspace);
        _liveKit = new(rateLimit, _workspace);
        _batch = new(credentials, _workspace);
        _introspection = new(credentials, _workspace);
        _health = new(services, _workspace);
        _redemption = new(credentials, services.Ledger, _workspace);
        EnableXRooms enableXRooms = new(credentials, enableX, _workspace);
        Hms100BackEnd hms100 = new(credentials, _workspace);
        _rooms = new(credentials, enableXRooms, new Hms100Rooms(hms100, _workspace));
        _front = new(credentials, enableX, _enableX, enableXRooms, _workspace);
        _views = new(hms100, _workspace);
        _roomCodes = new(hms100, _workspace);
        _codeToken = new(rateLimit, _workspace);
    }

    /// <summary>The client of the requests that follow.</summary>
    public Caller Caller { set => _workspace.Caller = value; }

    /// <param name="unixSeconds">The issue time of this turn's tokens.</param>
    /// <param name="monotonicMilliseconds">A monotonic clock in milliseconds, for the rate limits.</param>
    public void BeginTurn(long unixSeconds, long monotonicMilliseconds)
    {
        _workspace.NowSeconds = unixSeconds;
        _workspace.MonotonicMilliseconds = monotonicMilliseconds;
        _workspace.Freshness = _workspace.Rooms.FreshnessAt(monotonicMilliseconds);
        _workspace.Tenants = _tenants.Current;
    }

    public void Handle(in HttpRequest request, ref HttpResponse response)
    {
        Route route = Route.Of(request.Path, _workspace.Path);
        _workspace.Route = route.Kind;
        Caller caller = _workspace.Caller;
        response.CloseConnection = caller.IsReserved;
        if (caller.IsReserved && !route.IsHealth)
            RejectOnReservedSlot(request, ref response);
        else if (!route.IsServedTo(caller))
            NotFoundEndpoint.Write(ref response);
        else
            Dispatch(route, request, ref response);
    }

    /// <summary>Rejects a long body before it is read, unless the credential in the head is accepted.</summary>
    public bool TryAdmit(in HttpRequest head, ref HttpResponse response)
    {
        Route route = Route.Of(head.Path, _workspace.Path);
        _workspace.Route = route.Kind;
        if (_workspace.Caller.IsReserved || !route.IsServedTo(_workspace.Caller))
            return true;
        return route.Kind switch
        {
            RouteKind.Batch => _batch.TryAdmit(head, ref response),
            RouteKind.Introspection => _introspection.TryAdmit(head, ref response),
            RouteKind.Redemption => _redemption.TryAdmit(head, ref response),
            _ => true,
        };
    }

    private void Dispatch(in Route route, in HttpRequest request, ref HttpResponse response)
    {
        switch (route.Kind)
        {
            case RouteKind.Hms100TokenByHost:
                _hms100.HandleByHost(request, ref response);
                break;
            case RouteKind.Hms100TokenByPath:
                _hms100.HandleByPath(route.Parameter, request, ref response);
                break;
            case RouteKind.EnableXToken:
                _enableX.Handle(route.Parameter, request, ref response);
                break;
            case RouteKind.LiveKitTokenByHost:
                _liveKit.HandleByHost(request, ref response);
                break;
            case RouteKind.LiveKitTokenByPath:
                _liveKit.HandleByPath(route.Parameter, request, ref response);
                break;
            case RouteKind.LiveKitSandbox:
                _liveKit.HandleSandbox(request, ref response);
                break;
            case RouteKind.Batch:
                _batch.Handle(request, ref response);
                break;
            case RouteKind.Introspection:
                _introspection.Handle(request, ref response);
                break;
            case RouteKind.Redemption:
                _redemption.Handle(request, ref response);
                break;
            case RouteKind.Rooms:
            case RouteKind.Room:
                _rooms.Handle(route, request, ref response);
                break;
            case RouteKind.RoomCodes:
                _roomCodes.HandleRoom(route.Parameter, request, ref response);
                break;
            case RouteKind.RoleCode:
                _roomCodes.HandleRole(route.Parameter, route.SecondParameter, request, ref response);
                break;
            case RouteKind.RoomCode:
                _roomCodes.HandleCode(request, ref response);
                break;
            case RouteKind.Hms100CodeToken:
                _codeToken.Handle(request, ref response);
                break;
            case RouteKind.Hms100GetToken:
                _codeToken.HandleLegacyForm(request, ref response);
                break;
            case RouteKind.Live:
            case RouteKind.Ready:
                _health.Handle(isReadiness: route.Kind == RouteKind.Ready, request, ref response);
                break;
            default:
                DispatchRest(route, request, ref response);
                break;
        }
    }

    /// <summary>Rare routes and unknown paths.</summary>
    private void DispatchRest(in Route route, in HttpRequest request, ref HttpResponse response)
    {
        switch (route.Kind)
        {
            case RouteKind.EnableXUsers:
                _rooms.HandleUsers(route.Parameter, request, ref response);
                break;
            case RouteKind.FrontCreateRoom:
                _front.HandleCreateRoom(request, ref response);
                break;
            case RouteKind.FrontCreateToken:
                _front.HandleCreateToken(request, ref response);
                break;
            case RouteKind.FrontGetRoom:
                _front.HandleGetRoom(route.Parameter, request, ref response);
                break;
            case RouteKind.Templates:
                _views.HandleTemplates(route.Parameter, request, ref response);
                break;
            case RouteKind.Sessions:
                _views.HandleSessions(route.Parameter, request, ref response);
                break;
            case RouteKind.EndRoom:
                _views.HandleEndRoom(route.Parameter, request, ref response);
                break;
            case RouteKind.Layouts:
                Hms100Views.HandleLayouts(request, ref response);
                break;
            default:
                NotFoundEndpoint.Handle(route.Owner, request, ref response);
                break;
        }
    }

    public bool TryFinish(long ticket, ref HttpResponse response) =>
        _workspace.Deferred.TryFinish(ticket, ref response);

    public void Abandon(long ticket) => _workspace.Deferred.Abandon(ticket);

    public void Seal(Span<byte> responses) => _workspace.Signatures.Seal(responses);

    /// <summary>Connections on a reserved slot are served health checks only.</summary>
    private void RejectOnReservedSlot(in HttpRequest request, ref HttpResponse response)
    {
        _workspace.Log?.RejectedOnReservedSlot();
        Cors.AnyOrigin.Allow(request.Origin, ref response);
        response.WriteError(HttpStatus.ServiceUnavailable, "Too many connections are open. Try again."u8);
        response.AddRetryAfter(seconds: 1);
    }
}
