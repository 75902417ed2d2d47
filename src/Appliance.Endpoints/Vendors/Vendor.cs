namespace Appliance.Endpoints.Vendors;

/// <summary>A vendor's API with its endpoints: all that the appliance knows about the vendor, in one folder. Registered
/// in <see cref="VendorApis"/>.</summary>
public abstract class Vendor : VendorApi
{
    /// <summary>Creates one thread's endpoints.</summary>
    internal abstract IReadOnlyList<RouteDefinition> CreateRoutes(ThreadServices thread);
}
