using Appliance.Endpoints.Clients.Proxies;
using Appliance.Hosting.Serving;
using Appliance.Http;
using Appliance.Listening;

namespace Appliance.Settings;

/// <summary>The table of settings: flags, variables, ranges, defaults and help all come from its rows.</summary>
internal static class AllSettings
{
    private const int SecondsMax = 3600;
    private const int DaySeconds = 86_400;
    private const int Mebibyte = 1 << 20;

    public static readonly Setting[] Rows =
    [
        Addresses("listen", "An address to serve on; repeat the flag or separate with commas for more.",
            s => s.Addresses, (s, v) => s with { Addresses = v }),
        Addresses("admin-listen",
            "An address that serves only health checks, on the reserved connections; other addresses serve them too.",
            s => s.AdminAddresses, (s, v) => s with { AdminAddresses = v }),
        new ListSetting<TrustedProxy>("trusted-proxies", "ADDR, ADDR/BITS or unix",
            "A proxy whose X-Forwarded-For is trusted; repeat the flag or separate with commas for more.",
            TrustedProxy.TryParse, s => s.Proxies, (s, v) => s with { Proxies = v }),
        new TextSetting("unix-socket-mode", "000 to 777, octal",
            "File mode of Unix sockets; write permission allows connecting.",
            SocketPermissions.ShowMode, SocketPermissions.ReadMode),
        new TextSetting("unix-socket-owner", SocketPermissions.OwnerForm,
            "Owner of Unix sockets; default: the user of the process.",
            SocketPermissions.ShowOwner, SocketPermissions.ReadOwner),
        .. StorageSettings.Rows(new NumberSetting(
            "stale-seconds", 0, DaySeconds,
            "Time for which policy rooms issue tokens while Redis is unreachable; afterwards 503.",
            s => s.StaleSeconds, (s, v) => s with { StaleSeconds = v }, mayBeUnlimited: true)),

        Listener("threads", 1, 256, "Threads that serve; default: one per core, or as many as the memory limit allows.",
            s => s.Threads, (s, v) => s with { Threads = v }),
        Listener("connections-max", 1, 1_000_000, "Maximum open connections.",
            s => s.ConnectionsMax, (s, v) => s with { ConnectionsMax = v }),
        Listener("reserved-connections-max", 0, 1024,
            "Additional connections: for admin-listen, or else for health checks when all others are in use.",
            s => s.ReservedConnectionsMax, (s, v) => s with { ReservedConnectionsMax = v }),
        Listener("address-connections-max", 1, 1_000_000,
            "Maximum open connections from one IPv4 address or IPv6 /64; loopback is exempt.",
            s => s.AddressConnectionsMax, (s, v) => s with { AddressConnectionsMax = v }),
        Listener("backlog-max", 1, 65_535,
            "Connections that the kernel queues for each socket; somaxconn may lower this.",
            s => s.BacklogMax, (s, v) => s with { BacklogMax = v }),

        Listener("head-seconds", 1, SecondsMax, "Time limit to receive a request head, from its first byte.",
            s => s.HeadSeconds, (s, v) => s with { HeadSeconds = v }),
        Listener("body-seconds", 1, SecondsMax, "Time limit to receive a request body, from the end of the head.",
            s => s.BodySeconds, (s, v) => s with { BodySeconds = v }),
        Listener("response-seconds", 1, SecondsMax, "Time limit for a response that waits for storage.",
            s => s.ResponseSeconds, (s, v) => s with { ResponseSeconds = v }),
        Listener("write-seconds", 1, SecondsMax, "Time limit for a client to read its responses.",
            s => s.WriteSeconds, (s, v) => s with { WriteSeconds = v }),
        Listener("idle-seconds", 1, DaySeconds, "Time limit for an open connection without a request.",
            s => s.IdleSeconds, (s, v) => s with { IdleSeconds = v }),
        Listener("linger-seconds", 1, 60, "Time limit to drain input after the last response.",
            s => s.LingerSeconds, (s, v) => s with { LingerSeconds = v }),
        Listener("drain-seconds", 1, SecondsMax, "Time limit to finish received requests after SIGTERM or SIGINT.",
            s => s.DrainSeconds, (s, v) => s with { DrainSeconds = v }),
        Listener("lag-milliseconds-max", 1, 60_000,
            "Time that received bytes may wait before the thread stops accepting connections.",
            s => s.LagMillisecondsMax, (s, v) => s with { LagMillisecondsMax = v }),

        Listener("linger-bytes-max", 0, ListenerSettings.ValueMax,
            "Maximum bytes of input to drain after the last response.",
            s => s.LingerBytesMax, (s, v) => s with { LingerBytesMax = v }),
        Listener("unsent-bytes-max", 1024, 16 * Mebibyte,
            "Maximum response bytes kept for a client that does not read.",
            s => s.UnsentBytesMax, (s, v) => s with { UnsentBytesMax = v }),
        Listener("buffered-bytes-max", MemoryPlan.BufferedBytesMin, ListenerSettings.ValueMax,
            "Buffer budget in bytes for partial requests and unread responses of all connections; the default is lower "
                + "under a low memory limit.",
            s => s.BufferedBytesMax, (s, v) => s with { BufferedBytesMax = v }),

        Http("request-line-bytes-max", 64, Mebibyte, "Maximum bytes of the request line (414).",
            s => s.RequestLineBytesMax, (s, v) => s with { RequestLineBytesMax = v }),
        Http("header-section-bytes-max", 64, Mebibyte, "Maximum bytes of all header lines of a request (431).",
            s => s.HeaderSectionBytesMax, (s, v) => s with { HeaderSectionBytesMax = v }),
        Http("header-fields-max", 1, 10_000, "Maximum number of header lines of a request (431).",
            s => s.HeaderFieldsMax, (s, v) => s with { HeaderFieldsMax = v }),
        Http("body-bytes-max", 1, HttpLimits.SettingBytesMax, "Maximum bytes of a request body, decoded (413).",
            s => s.BodyBytesMax, (s, v) => s with { BodyBytesMax = v }),
        new NumberSetting("metadata-bytes-max", 1, Mebibyte,
            "Maximum bytes of a participant's metadata, attributes and room_config, each (400).",
            s => s.MetadataBytesMax, (s, v) => s with { MetadataBytesMax = v }),
        Http("batch-body-bytes-max", 1, HttpLimits.SettingBytesMax,
            "Maximum body bytes of a batch, or of a request about a token with a credential (413).",
            s => s.BatchBodyBytesMax, (s, v) => s with { BatchBodyBytesMax = v }),
        Http("chunk-header-bytes-max", 16, 65_536, "Maximum bytes of a chunk's size and extensions (400).",
            s => s.ChunkHeaderBytesMax, (s, v) => s with { ChunkHeaderBytesMax = v }),
        Http("chunk-framing-bytes-max", 64, HttpLimits.SettingBytesMax,
            "Maximum bytes of chunk framing overhead (413).",
            s => s.ChunkFramingBytesMax, (s, v) => s with { ChunkFramingBytesMax = v }),
        Http("trailer-bytes-max", 1, Mebibyte, "Maximum bytes of all trailer lines of a request (431).",
            s => s.TrailerBytesMax, (s, v) => s with { TrailerBytesMax = v }),
        Http("requests-per-connection-max", 0, ListenerSettings.ValueMax,
            "Maximum requests on one connection; 0: unlimited.",
            s => s.RequestsPerConnectionMax, (s, v) => s with { RequestsPerConnectionMax = v }),
    ];

    /// <summary>The index of a flag's row; -1 if no row has it. Case is ignored, as the command line parser does.
    /// </summary>
    public static int IndexOfFlag(string flag) => CommandLine.IsFlag(flag)
        ? IndexOf(flag[CommandLine.FlagPrefix.Length..], StringComparison.OrdinalIgnoreCase) : -1;

    /// <summary>The index of the row with this name; -1 if no row has it.</summary>
    public static int IndexOf(string name) => IndexOf(name, StringComparison.Ordinal);

    public static bool HasVariable(string variable) => Array.Exists(Rows, row => row.Variable == variable);

    private static int IndexOf(string name, StringComparison comparison) =>
        Array.FindIndex(Rows, row => row.Name.Equals(name, comparison));

    private static ListSetting<ListenAddress> Addresses(
        string name, string meaning, Func<ServeSettings, ListenAddress[]> value,
        Func<ServeSettings, ListenAddress[], ServeSettings> with) =>
        new(name, "HOST:PORT or unix:PATH", meaning, ListenAddress.TryParse, value, with);

    private static NumberSetting Listener(
        string name, int min, int max, string meaning,
        Func<ListenerSettings, int> value, Func<ListenerSettings, int, ListenerSettings> with) =>
        new(name, min, max, meaning, s => value(s.Listener), (s, v) => s with { Listener = with(s.Listener, v) });

    private static NumberSetting Http(
        string name, int min, int max, string meaning,
        Func<HttpLimits, int> value, Func<HttpLimits, int, HttpLimits> with) =>
        new(name, min, max, meaning, s => value(s.Http), (s, v) => s with { Http = with(s.Http, v) });
}
