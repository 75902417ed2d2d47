using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>All tenants of a policy.</summary>
public sealed class Tenants
{
    private readonly CompiledPolicy _policy;
    private readonly Tenant[] _tenants;

    /// <summary>Indexed by API: the app whose token endpoint is enabled, if the API has exactly one.</summary>
    private readonly Tenant?[] _soleEndpoints;

    /// <summary>Indexed by API: its first app.</summary>
    private readonly Tenant?[] _firsts;

    /// <param name="policy">The policy.</param>
    /// <param name="tenants">One per app of the policy, in the policy's order.</param>
    public Tenants(CompiledPolicy policy, IEnumerable<Tenant> tenants)
    {
        _policy = policy;
        // A collection expression would call LINQ, which the binary does not contain.
        _tenants = new List<Tenant>(tenants).ToArray();
        _soleEndpoints =
        [
            SoleOf(TokenApi.None), SoleOf(TokenApi.Hms100), SoleOf(TokenApi.EnableX), SoleOf(TokenApi.LiveKit),
        ];
        _firsts = new Tenant?[_soleEndpoints.Length];
        foreach (Tenant tenant in _tenants)
            _firsts[(int)tenant.App.Api] ??= tenant;
    }

    /// <summary>The app named by Host's first label; otherwise the API's only app whose token endpoint is enabled.
    /// </summary>
    internal Tenant? FindByHost(ReadOnlySpan<byte> host, TokenApi api) =>
        FindBySubdomain(Route.FirstLabel(host), api) ?? _soleEndpoints[(int)api];

    /// <summary>The app whose name, used as a subdomain, equals the label; host names are case-insensitive.</summary>
    internal Tenant? FindBySubdomain(ReadOnlySpan<byte> label, TokenApi api)
    {
        Span<byte> name = stackalloc byte[CallerText.IdBytesMax];
        if (label.Length > name.Length)
            return null;
        System.Text.Ascii.ToLower(label, name, out int length);
        return At(_policy.IndexOfApp(name[..length]), api);
    }

    internal Tenant? FindByPublicId(ReadOnlySpan<byte> publicId, TokenApi api) =>
        At(_policy.IndexOfPublicId(publicId), api);

    /// <summary>The app of this public id, of any API.</summary>
    internal Tenant? FindByPublicId(ReadOnlySpan<byte> publicId)
    {
        int index = _policy.IndexOfPublicId(publicId);
        return index >= 0 ? _tenants[index] : null;
    }

    /// <summary>The API's first app; null if it has no apps.</summary>
    internal Tenant? FirstOf(TokenApi api) => _firsts[(int)api];

    private Tenant? SoleOf(TokenApi api)
    {
        Tenant? sole = null;
        foreach (Tenant tenant in _tenants)
        {
            if (tenant.App.Api != api || !tenant.App.TokenEndpoint.Enabled)
                continue;
            if (sole is not null)
                return null;
            sole = tenant;
        }
        return sole;
    }

    private Tenant? At(int index, TokenApi api) =>
        index >= 0 && _tenants[index].App.Api == api ? _tenants[index] : null;
}
