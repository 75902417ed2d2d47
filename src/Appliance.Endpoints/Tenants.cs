using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>All tenants of a policy.</summary>
public sealed class Tenants
{
    private readonly CompiledPolicy _policy;
    private readonly Tenant[] _tenants;

    /// <summary>The app whose token endpoint is enabled, for each vendor that has exactly one.</summary>
    private readonly Dictionary<VendorApi, Tenant> _soleEndpoints = [];

    /// <summary>The first app of each vendor.</summary>
    private readonly Dictionary<VendorApi, Tenant> _firsts = [];

    /// <param name="policy">The policy.</param>
    /// <param name="tenants">One per app of the policy, in the policy's order.</param>
    public Tenants(CompiledPolicy policy, IEnumerable<Tenant> tenants)
    {
        _policy = policy;
        // A collection expression would call LINQ, which the binary does not contain.
        _tenants = new List<Tenant>(tenants).ToArray();
        HashSet<VendorApi> ambiguous = [];
        foreach (Tenant tenant in _tenants)
        {
            if (tenant.Vendor is not { } vendor)
                continue;
            _firsts.TryAdd(vendor, tenant);
            if (!tenant.App.TokenEndpoint.Enabled)
                continue;
            if (!_soleEndpoints.TryAdd(vendor, tenant))
                ambiguous.Add(vendor);
        }
        foreach (VendorApi vendor in ambiguous)
            _soleEndpoints.Remove(vendor);
    }

    /// <summary>The app named by Host's first label; otherwise the vendor's only app whose token endpoint is enabled.
    /// </summary>
    internal Tenant? FindByHost(ReadOnlySpan<byte> host, VendorApi vendor) =>
        FindBySubdomain(Route.FirstLabel(host), vendor) ?? _soleEndpoints.GetValueOrDefault(vendor);

    /// <summary>The app whose name, used as a subdomain, equals the label; host names are case-insensitive.</summary>
    internal Tenant? FindBySubdomain(ReadOnlySpan<byte> label, VendorApi vendor)
    {
        Span<byte> name = stackalloc byte[CallerText.IdBytesMax];
        if (label.Length > name.Length)
            return null;
        System.Text.Ascii.ToLower(label, name, out int length);
        return At(_policy.IndexOfApp(name[..length]), vendor);
    }

    internal Tenant? FindByPublicId(ReadOnlySpan<byte> publicId, VendorApi vendor) =>
        At(_policy.IndexOfPublicId(publicId), vendor);

    /// <summary>The app of this public id, of any API.</summary>
    internal Tenant? FindByPublicId(ReadOnlySpan<byte> publicId)
    {
        int index = _policy.IndexOfPublicId(publicId);
        return index >= 0 ? _tenants[index] : null;
    }

    /// <summary>The API's first app; null if it has no apps.</summary>
    internal Tenant? FirstOf(VendorApi vendor) => _firsts.GetValueOrDefault(vendor);

    private Tenant? At(int index, VendorApi vendor) =>
        index >= 0 && _tenants[index].Vendor == vendor ? _tenants[index] : null;
}
