using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>All tenants of a policy.</summary>
public sealed class Tenants
{
    private readonly CompiledPolicy _policy;
    private readonly Tenant[] _tenants;

    /// <summary>At the API's number: the app whose token endpoint is on, if that API has only one.</summary>
    private readonly Tenant?[] _soleEndpoints;

    /// <summary>At the API's number: its first app.</summary>
    private readonly Tenant?[] _firsts;

    /// <param name="policy">The policy.</param>
    /// <param name="tenants">One for each of its apps, in their order.</param>
    public Tenants(CompiledPolicy policy, IEnumerable<Tenant> tenants)
    {
        _policy = policy;
        // A collection expression would call LINQ, which the binary does without.
        _tenants = new List<Tenant>(tenants).ToArray();
        _soleEndpoints =
        [
            SoleOf(TokenApi.None), SoleOf(TokenApi.Hms100), SoleOf(TokenApi.EnableX), SoleOf(TokenApi.LiveKit),
        ];
        _firsts = new Tenant?[_soleEndpoints.Length];
        foreach (Tenant tenant in _tenants)
            _firsts[(int)tenant.App.Api] ??= tenant;
    }

    /// <summary>The app that is the Host's first label, or the only one of this API whose token endpoint is
    /// on.</summary>
    internal Tenant? FindByHost(ReadOnlySpan<byte> host, TokenApi api) =>
        FindBySubdomain(Route.FirstLabel(host), api) ?? _soleEndpoints[(int)api];

    /// <summary>The app of that name, which is its subdomain; host names are case-insensitive.</summary>
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

    /// <summary>The app of that public id, whatever its API.</summary>
    internal Tenant? FindByPublicId(ReadOnlySpan<byte> publicId)
    {
        int index = _policy.IndexOfPublicId(publicId);
        return index >= 0 ? _tenants[index] : null;
    }

    /// <summary>The first app of that API; null if there is none.</summary>
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
