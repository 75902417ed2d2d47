using Appliance.Http;

namespace Appliance.Endpoints;

/// <summary>Handles the requests of a route.</summary>
internal delegate void RouteHandler(in Route route, in HttpRequest request, ref HttpResponse response);

/// <inheritdoc cref="IRequestHandler.TryAdmit"/>
internal delegate bool RequestAdmission(in HttpRequest head, ref HttpResponse response);

/// <summary>A path that one thread serves.</summary>
/// <param name="path">See <see cref="PathPattern"/>.</param>
/// <param name="handler">Handles all methods.</param>
internal sealed class RouteDefinition(string path, RouteHandler handler)
{
    public PathPattern Path { get; } = new(path);

    public RouteHandler Handler => handler;

    /// <summary>The path in log lines.</summary>
    public string Pattern { get; init; } = path;

    /// <summary>The first parameter must be a domain; the handler gets its <see cref="Route.FirstLabel"/>.</summary>
    public bool HasDomain { get; init; }

    /// <summary>Admits a long body by the request's head; null if bodies have the usual limit.</summary>
    public RequestAdmission? Admit { get; init; }

    /// <summary>The path is only compared as sent: without doubled slashes, a trailing one, or percent-encoding.
    /// </summary>
    public bool IsExact { get; init; }

    /// <summary>The path is also compared as sent, before the paths in simplified form.</summary>
    public bool IsFrequent { get; init; }

    /// <summary>The addresses that serve it.</summary>
    public Surface Surface { get; init; } = Surface.Public;

    /// <summary>Also served to connections on a reserved slot.</summary>
    public bool IsHealth { get; init; }
}
