using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Vendors;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Redemption;

/// <summary>For the verb verify.</summary>
public static class TokenRejection
{
    /// <summary>Why redemption and introspection would reject a token now because of its room, role or lifetime. Does
    /// not check whether the token was used.</summary>
    /// <param name="rooms">The rooms of all apps.</param>
    /// <param name="app">The token's app.</param>
    /// <param name="payload">Its claims; signature and dates are verified already.</param>
    /// <param name="nowSeconds">Unix seconds.</param>
    /// <returns>A sentence; null if the token would be accepted.</returns>
    public static string? Describe(RoomDirectory rooms, App app, ReadOnlySpan<byte> payload, long nowSeconds)
    {
        PresentedClaims claims = PresentedClaims.Read(payload, new byte[payload.Length], app.LeewaySeconds);
        TokenCheck check = new() { Claims = claims };
        Failure failure = check.CheckRoom(
            app, VendorApis.Of(app), rooms.Of(app), RoomFreshness.Current, nowSeconds);
        return failure == Failure.None ? null : RedemptionFailures.Table.TextOf(failure);
    }
}
