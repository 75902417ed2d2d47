using Appliance.PolicyModel;

namespace Appliance.Endpoints.Vendors;

/// <summary>The vendors' APIs that the appliance serves: a new vendor is one line here.</summary>
public static class VendorApis
{
    private static readonly Vendor[] Rows =
    [
        new Hms100.Hms100Api(),
        new EnableX.EnableXApi(),
        new LiveKit.LiveKitApi(),
    ];

    public static IReadOnlyList<Vendor> All => Rows;

    /// <summary>The API of this app; null if no API issues its tokens.</summary>
    public static Vendor? Of(App app) => Array.Find(Rows, vendor => vendor.Api == app.Api);
}
