using Appliance.Endpoints.Batch;
using Appliance.Endpoints.Responding;
using Appliance.Endpoints.Routing;
using Appliance.Http;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// Handles every request of one thread. The caller passes in time and randomness: call <see cref="BeginTurn"/> before a
/// turn's requests, and set <see cref="Caller"/> before a connection's requests.
/// </summary>
public readonly struct ApiHandler : IRequestHandler
{
    private readonly ThreadServices _thread;
    private readonly RouteTable _routes;

    /// <summary>Limits that fit these endpoints: a batch has a longer body and response, and a presented token may be
    /// longer than the request that issued it.</summary>
    public static HttpLimits Limits { get; } = new()
    {
        BatchPaths = [OwnRoutes.BatchPath, OwnRoutes.IntrospectionPath, OwnRoutes.RedemptionPath],
        ResponseBodyBytesMax = BatchEndpoint.ResponseBodyBytesMax,
    };

    /// <param name="services">Shared by all threads.</param>
    /// <param name="tokenIds">Of this thread.</param>
    /// <param name="limits">Of this thread's engine.</param>
    /// <param name="wake">Called while a request with a deferred response is handled; returns an action that wakes the
    /// connection from any thread. May be null only if no response is ever deferred.</param>
    public ApiHandler(ApiServices services, TokenIds tokenIds, HttpLimits limits, Func<Action>? wake = null)
    {
        _thread = new(
            services, tokenIds, limits,
            wake ?? (() => throw new InvalidOperationException("no wake callback was given")));
        _routes = new(_thread, OwnRoutes.Create(_thread));
    }

    /// <summary>The client of the requests that follow.</summary>
    public Caller Caller { set => _thread.Current.Caller = value; }

    /// <param name="unixSeconds">The issue time of this turn's tokens.</param>
    /// <param name="monotonicMilliseconds">A monotonic clock in milliseconds, for the rate limits.</param>
    public void BeginTurn(long unixSeconds, long monotonicMilliseconds) => _thread.Turn.Begin(
        unixSeconds, monotonicMilliseconds, _thread.Process.Rooms.FreshnessAt(monotonicMilliseconds),
        _thread.Process.Tenants.Current);

    /// <summary>From now on the thread finishes what it has received, and is not ready for more.</summary>
    public readonly void BeginDrain() => _thread.Turn.IsDraining = true;

    public void Handle(in HttpRequest request, ref HttpResponse response)
    {
        Find(request, out Route route);
        Caller caller = _thread.Current.Caller;
        response.CloseConnection = caller.IsReserved;
        if (caller.IsReserved && route.Definition is not { IsHealth: true })
            RejectOnReservedSlot(request, ref response);
        else if (!caller.Reaches(route.Definition?.Surface ?? Surface.Public))
            NotFoundEndpoint.Write(ref response);
        else if (route.Definition is null)
            NotFoundEndpoint.Handle(_thread.Process.Vendors, route.Vendor, request, ref response);
        else
            route.Definition.Handler(route, request, ref response);
    }

    /// <summary>Rejects a long body before it is read, unless the credential in the head is accepted.</summary>
    public bool TryAdmit(in HttpRequest head, ref HttpResponse response)
    {
        Caller caller = _thread.Current.Caller;
        Find(head, out Route route);
        return route.Definition is not { Admit: { } admit } || caller.IsReserved
            || !caller.Reaches(route.Definition.Surface) || admit(head, ref response);
    }

    private void Find(scoped in HttpRequest request, out Route route)
    {
        _routes.Find(request.Path, _thread.Buffers.Path, out route);
        _thread.Current.Route = route.Definition;
        _thread.Detail.Clear();
    }

    public bool TryFinish(long ticket, ref HttpResponse response) =>
        _thread.Deferred.TryFinish(ticket, ref response);

    public void Abandon(long ticket) => _thread.Deferred.Abandon(ticket);

    public void Seal(Span<byte> responses) => _thread.Signatures.Seal(responses);

    /// <summary>Connections on a reserved slot are served health checks only.</summary>
    private void RejectOnReservedSlot(in HttpRequest request, ref HttpResponse response)
    {
        _thread.Process.Log?.RejectedOnReservedSlot();
        Cors.AnyOrigin.Allow(request.Origin, ref response);
        response.WriteError(HttpStatus.ServiceUnavailable, "Too many connections are open. Try again."u8);
        response.AddRetryAfter(seconds: 1);
    }
}
