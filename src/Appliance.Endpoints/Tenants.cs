using Appliance.Policy;

namespace Appliance.Endpoints;

/// <summary>All tenants of a policy.</summary>
public sealed class Tenants
{
    private readonly CompiledPolicy _policy;
    private readonly Tenant[] _tenants;

    /// <param name="policy">The policy.</param>
    /// <param name="tenants">One for each of its apps, in their order.</param>
    public Tenants(CompiledPolicy policy, IEnumerable<Tenant> tenants)
    {
        _policy = policy;
        _tenants = [.. tenants];
        Tenant[] enabled = [.. _tenants.Where(tenant => tenant.App.TokenEndpoint.Enabled)];
        SoleTokenEndpoint = enabled.Length == 1 ? enabled[0] : null;
    }

    /// <summary>The 100ms app whose token endpoint is on, if it is the only one.</summary>
    internal Tenant? SoleTokenEndpoint { get; }

    /// <summary>The app of that name, which is its subdomain; host names are case-insensitive.</summary>
    internal Tenant? FindBySubdomain(ReadOnlySpan<byte> label, TokenApi api)
    {
        Span<byte> name = stackalloc byte[Text.IdBytesMax];
        if (label.Length > name.Length)
            return null;
        System.Text.Ascii.ToLower(label, name, out int length);
        return At(_policy.IndexOfApp(name[..length]), api);
    }

    internal Tenant? FindByPublicId(ReadOnlySpan<byte> publicId, TokenApi api) =>
        At(_policy.IndexOfPublicId(publicId), api);

    private Tenant? At(int index, TokenApi api) =>
        index >= 0 && _tenants[index].App.Api == api ? _tenants[index] : null;
}
