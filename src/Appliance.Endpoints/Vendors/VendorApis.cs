using Appliance.PolicyModel;

namespace Appliance.Endpoints.Vendors;

/// <summary>The vendors' APIs that the appliance serves: a new vendor is one line here.</summary>
public static class VendorApis
{
    public static IReadOnlyList<Vendor> All { get; } =
    [
        new Hms100.Hms100Api(),
        new EnableX.EnableXApi(),
        new LiveKit.LiveKitApi(),
    ];

    /// <summary>The API of this app; null if no API issues its tokens.</summary>
    public static Vendor? Of(App app)
    {
        foreach (Vendor vendor in All)
        {
            if (vendor.Api == app.Api)
                return vendor;
        }
        return null;
    }
}
