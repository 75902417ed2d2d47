using Appliance.Endpoints;
using Appliance.Listening;

namespace Appliance.Settings;

/// <summary>What has to hold between settings, each of which may be in its range.</summary>
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
        new(["data", "redis"], ValidateStorage),
        new(["data", "data-must-exist"], ValidateDirectory),
        new(["redis", "redis-strict"], ValidateRedis),
    ];

    /// <summary>The settings it is about.</summary>
    public string[] Names { get; } = names;

    /// <summary>Null, or a sentence that says what does not fit and what to do.</summary>
    public string? Validate(ServeSettings settings) => validate(settings);

    /// <summary>Also for admin sockets that were passed, which come after the settings.</summary>
    public static string? ValidateAdminConnections(ServeSettings settings) =>
        settings.AdminAddresses.Length == 0 || settings.Listener.ReservedConnectionsMax > 0 ? null
            : "the admin address has the reserved connections and no others. Raise reserved-connections-max, or leave "
                + "admin-listen out.";

    private static string? ValidateLag(ServeSettings settings)
    {
        int lag = settings.Listener.LagMillisecondsMax;
        int write = settings.Listener.WriteSeconds * MillisecondsInSecond;
        return lag < write ? null
            : $"answers may wait {lag} ms for their turn (lag-milliseconds-max) but only {write} ms to be taken "
                + "(write-seconds). Lower the one or raise the other.";
    }

    private static string? ValidateRequest(ServeSettings settings)
    {
        int request = settings.Http.RequestBytesMax;
        int buffered = settings.Listener.BufferedBytesMax;
        // A chunked one is copied to a larger buffer as it grows, and the last quarter is not for requests.
        return 2L * request <= buffered / 4 * 3L ? null
            : $"the largest request would have {request} bytes, but all connections together keep {buffered}. "
                + "Raise buffered-bytes-max to three times that or allow smaller requests.";
    }

    private static string? ValidateUnsent(ServeSettings settings) =>
        settings.Listener.UnsentBytesMax <= settings.Listener.BufferedBytesMax ? null
            : "one connection may keep more than all together. Raise buffered-bytes-max or lower unsent-bytes-max.";

    private static string? ValidateMetadata(ServeSettings settings) =>
        // The default stands for no wish.
        settings.MetadataBytesMax <= Math.Max(settings.Http.BodyBytesMax, ApiServices.MetadataBytesMaxDefault) ? null
            : $"no body that is taken has {settings.MetadataBytesMax} bytes. Raise body-bytes-max or lower "
                + "metadata-bytes-max.";

    private static string? ValidateStorage(ServeSettings settings) =>
        settings.DataDirectory is null || settings.Redis is null ? null
            : "what is kept has one place. Choose one of the two.";

    private static string? ValidateDirectory(ServeSettings settings) =>
        !settings.DataMustExist || settings.DataDirectory is not null ? null
            : "no data directory is named. Set data, or leave this out.";

    private static string? ValidateRedis(ServeSettings settings) =>
        !settings.RedisStrict || settings.Redis is not null ? null
            : "no Redis is named. Set redis, or leave this out.";

    private static string? ValidateAddresses(ServeSettings settings)
    {
        ListenAddress[] addresses = [.. settings.Addresses, .. settings.AdminAddresses];
        for (int i = 0; i < addresses.Length; i++)
        {
            for (int earlier = 0; earlier < i; earlier++)
            {
                if (addresses[i] == addresses[earlier] && addresses[i] is not ListenAddress.Tcp { EndPoint.Port: 0 })
                    return $"{addresses[i]} is there twice. Write it once.";
            }
        }
        return null;
    }
}
