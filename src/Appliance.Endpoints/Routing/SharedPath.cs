using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints.Routing;

/// <summary>A path that two vendors' APIs have. The scheme of the credential tells which one the request is for.
/// </summary>
internal sealed class SharedPath
{
    private readonly RouteDefinition _basic;
    private readonly RouteDefinition _bearer;
    private readonly BackEndCredentials _credentials;
    private readonly FailureResponder _responder;
    private readonly FailureTable _bothFailures;

    public SharedPath(
        RouteDefinition first, VendorApi firstVendor, RouteDefinition second, VendorApi secondVendor,
        ThreadServices thread)
    {
        bool isFirstBasic = firstVendor.Scheme == AcceptedCredentials.Basic;
        (_basic, _bearer) = isFirstBasic ? (first, second) : (second, first);
        _bothFailures = isFirstBasic
            ? FailureTable.Join(firstVendor.BackEndFailures, secondVendor.BackEndFailures)
            : FailureTable.Join(secondVendor.BackEndFailures, firstVendor.BackEndFailures);
        _credentials = thread.Credentials;
        _responder = thread.Responder;
    }

    public void Handle(in Route route, in HttpRequest request, ref HttpResponse response)
    {
        if (AuthorizationScheme.TryMatch(request.Authorization, "basic "u8, out _))
            _basic.Handler(route, request, ref response);
        else if (AuthorizationScheme.TryMatch(request.Authorization, "bearer "u8, out _))
            _bearer.Handler(route, request, ref response);
        else
            _responder.End(
                _credentials.RejectScheme(AcceptedCredentials.Either, request, ref response), _bothFailures, default,
                ref response);
    }
}
