using Appliance.Endpoints.Vendors;
using Appliance.Hosting.Files;
using Appliance.Hosting.Logging;
using Appliance.Listening;
using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Hosting.Serving;

/// <summary>The log lines of a start: the addresses, and what settings and policy expose on them.</summary>
public static class StartupLog
{
    /// <param name="addresses">The bound addresses: the ordinary ones, then the admin addresses.</param>
    /// <param name="settings">The settings of the service.</param>
    /// <param name="policy">The served policy.</param>
    /// <param name="storage">The storage in use.</param>
    public static void Write(
        IReadOnlyList<ListenAddress> addresses, ServeSettings settings, CompiledPolicy policy, OpenStorage storage)
    {
        bool isLoopback = false;
        bool isReachable = false;
        for (int index = 0; index < addresses.Count; index++)
        {
            ListenAddress address = addresses[index];
            isLoopback |= address.IsLoopback;
            isReachable |= index < settings.Addresses.Length && !address.IsLoopback;
            List<(string, string)> members = [("address", address.ToString())];
            if (address is ListenAddress.Tcp { IsAnyIPv6: true } any)
                members.Add(("protocols", any.TakesIPv4
                    ? "IPv6 and IPv4"
                    : "IPv6 only: another socket listens on this port for IPv4"));
            if (index >= settings.Addresses.Length)
                members.Add(("surface", "admin"));
            if (index == 0)
                members.AddRange(StartupFacts.Of(settings, policy, storage));
            Log.Info("listening", [.. members]);
            if (address is ListenAddress.Unix socket && FilePermissions.ReplaceableHint(socket.Path) is { } hint)
                Log.Warn("socket-directory", ("address", address.ToString()), ("hint", "The socket " + hint));
            if (!address.IsLoopback)
                Log.Warn("not-loopback", ("address", address.ToString()), ("hint", Hint(index)));
        }

        StorageBackend backend = StorageBackends.SelectedBy(settings.Storage);
        if (backend.IsShared && settings.StaleSeconds == ServeSettings.Unlimited)
            Log.Warn("stale-unlimited", ("hint", $"While {backend.Name} is unreachable, also before the first read, "
                + "tokens are issued for policy rooms that may have been disabled."));
        if (isLoopback && settings.Proxies.Length == 0 && HasRateLimits(policy))
            Log.Warn("rate-limits-shared", ("hint", "If a local proxy is in front, all clients share its rate limit: "
                + "list the proxy in --trusted-proxies (127.0.0.1, ::1 or unix)."));
        foreach (StartupWarning warning in StartupWarnings.Of(policy, isReachable))
            LogWarning(warning);

        string Hint(int index) => index < settings.Addresses.Length
            ? "This address is not encrypted: put a TLS-terminating proxy in front of it."
            : "Anyone who reaches this address can read health checks: keep it on an internal network.";
    }

    private static void LogWarning(StartupWarning warning)
    {
        List<(string, string)> members = [("app", warning.App)];
        if (warning.Roles != "")
            members.Add(("roles", warning.Roles));
        members.Add(("hint", warning.Hint));
        if (warning.IsError)
            Log.Error(warning.Event, [.. members]);
        else
            Log.Warn(warning.Event, [.. members]);
    }

    private static bool HasRateLimits(CompiledPolicy policy)
    {
        foreach (App app in policy.Apps)
        {
            // Room codes are always rate-limited.
            if (app.RateLimit is not null || VendorApis.Of(app) is { HasRoomCodes: true })
                return true;
        }
        return false;
    }
}
