using Appliance.Endpoints.Batch;
using Appliance.Endpoints.Health;
using Appliance.Endpoints.OpenApi;
using Appliance.Endpoints.Redemption;

namespace Appliance.Endpoints;

/// <summary>The appliance's own API, its description, and the health checks.</summary>
internal static class OwnRoutes
{
    public const string BatchPath = "/v1/tokens";
    public const string IntrospectionPath = "/v1/introspect";
    public const string RedemptionPath = "/v1/redeem";

    /// <summary>Creates one thread's endpoints.</summary>
    public static IReadOnlyList<RouteDefinition> Create(ThreadServices thread)
    {
        BatchEndpoint batch = new(thread.Credentials, thread.Responder, thread.Issuance, thread.Buffers);
        TokenChecker checker = new(
            thread.Credentials, thread.Responder, thread.Turn, thread.Rooms, thread.Buffers, thread.Detail);
        IntrospectionEndpoint introspection = new(checker);
        RedemptionEndpoint redemption = new(thread.Process, checker, thread.Turn, thread.Rooms, thread.Deferred);
        HealthEndpoint health = new(thread.Process, thread.Turn);
        return
        [
            new(BatchPath, batch.Handle) { IsExact = true, Admit = batch.TryAdmit },
            new(IntrospectionPath, introspection.Handle) { IsExact = true, Admit = checker.TryAdmit },
            new(RedemptionPath, redemption.Handle) { IsExact = true, Admit = checker.TryAdmit },
            new("/livez", health.HandleLiveness) { IsExact = true, IsHealth = true, Surface = Surface.Any },
            new("/readyz", health.HandleReadiness) { IsExact = true, IsHealth = true, Surface = Surface.Any },
            new("/openapi.yaml", OpenApiEndpoint.Handle) { IsExact = true },
        ];
    }
}
