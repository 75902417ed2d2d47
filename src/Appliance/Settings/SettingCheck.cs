using Appliance.Endpoints;
using Appliance.Hosting.Serving;
using Appliance.Listening;

namespace Appliance.Settings;

/// <summary>A constraint between settings that are each in their range.</summary>
internal sealed class SettingCheck(string[] names, Func<ServeSettings, string?> validate)
{
    private const int MillisecondsInSecond = 1000;

    public static readonly SettingCheck[] All =
    [
        new(["lag-milliseconds-max", "write-seconds"], ValidateLag),
        new(
            [
                "buffered-bytes-max", "request-line-bytes-max", "header-section-bytes-max", "body-bytes-max",
                "chunk-header-bytes-max", "chunk-framing-bytes-max", "trailer-bytes-max",
            ], ValidateRequest),
        new(["buffered-bytes-max", "unsent-bytes-max"], ValidateUnsent),
        new(["metadata-bytes-max", "body-bytes-max"], ValidateMetadata),
        new(["listen", "admin-listen"], ValidateAddresses),
        new(["admin-listen", "reserved-connections-max"], ValidateAdminConnections),
        .. StorageSettings.Checks,
    ];

    /// <summary>The names of the settings.</summary>
    public string[] Names { get; } = names;

    /// <summary>Null, or a sentence with the contradiction and the remedy.</summary>
    public string? Validate(ServeSettings settings) => validate(settings);

    /// <summary>Also checked after systemd's sockets are added to the settings.</summary>
    public static string? ValidateAdminConnections(ServeSettings settings) =>
        settings.AdminAddresses.Length == 0 || settings.Listener.ReservedConnectionsMax > 0 ? null
            : "the admin address uses only reserved connections. Raise reserved-connections-max or remove "
                + "admin-listen.";

    private static string? ValidateLag(ServeSettings settings)
    {
        int lag = settings.Listener.LagMillisecondsMax;
        int write = settings.Listener.WriteSeconds * MillisecondsInSecond;
        return lag < write ? null
            : $"a thread may lag by {lag} ms (lag-milliseconds-max), but a response must be written in {write} ms "
                + "(write-seconds). Lower lag-milliseconds-max or raise write-seconds.";
    }

    private static string? ValidateRequest(ServeSettings settings)
    {
        int request = settings.Http.RequestBytesMax;
        int buffered = settings.Listener.BufferedBytesMax;
        // A chunked request is copied to a larger buffer as it grows; the last quarter is not available to requests.
        return 2L * request <= buffered / 4 * 3L ? null
            : $"the largest request would have {request} bytes, but the buffer budget is {buffered}. "
                + "Raise buffered-bytes-max to three times the request, or lower the request limits.";
    }

    private static string? ValidateUnsent(ServeSettings settings) =>
        settings.Listener.UnsentBytesMax <= settings.Listener.BufferedBytesMax ? null
            : "one connection may use more than the budget of all. Raise buffered-bytes-max or lower unsent-bytes-max.";

    private static string? ValidateMetadata(ServeSettings settings) =>
        // The default of metadata-bytes-max never contradicts a lower body limit.
        settings.MetadataBytesMax <= Math.Max(settings.Http.BodyBytesMax, ApiServices.MetadataBytesMaxDefault) ? null
            : $"request bodies are limited to fewer than {settings.MetadataBytesMax} bytes. Raise body-bytes-max or "
                + "lower metadata-bytes-max.";

    private static string? ValidateAddresses(ServeSettings settings)
    {
        ListenAddress[] addresses = [.. settings.Addresses, .. settings.AdminAddresses];
        for (int i = 0; i < addresses.Length; i++)
        {
            for (int earlier = 0; earlier < i; earlier++)
            {
                if (addresses[i] == addresses[earlier] && addresses[i] is not ListenAddress.Tcp { EndPoint.Port: 0 })
                    return $"{addresses[i]} is listed twice. Remove one.";
            }
        }
        return null;
    }
}
