using Appliance.Endpoints;
using Appliance.Http;
using Appliance.Listening;

namespace Appliance.Settings;

/// <summary>The one table of what an operator may set: flags, variables, ranges, defaults and help all come from its
/// rows.</summary>
internal static class AllSettings
{
    private const int SecondsMax = 3600;
    private const int DaySeconds = 86_400;
    private const int Mebibyte = 1 << 20;

    public static readonly Setting[] Rows =
    [
        Addresses("listen", "An address to serve on; commas or repeated flags for further ones.",
            s => s.Addresses, (s, v) => s with { Addresses = v }),
        Addresses("admin-listen",
            "An address for health checks alone, with connections of its own; ordinary addresses answer them too.",
            s => s.AdminAddresses, (s, v) => s with { AdminAddresses = v }),
        new ListSetting<TrustedProxy>("trusted-proxies", "ADDR, ADDR/BITS or unix",
            "A proxy whose X-Forwarded-For is used; commas or repeated flags for further ones.",
            TrustedProxy.TryParse, s => s.Proxies, (s, v) => s with { Proxies = v }),
        new TextSetting("unix-socket-mode", "000 to 777, octal", "The mode of Unix sockets: who may write may connect.",
            SocketRights.ShowMode, SocketRights.ReadMode),
        new TextSetting("unix-socket-owner", SocketRights.OwnerForm,
            "Who owns Unix sockets; left alone, it is the user who starts the process.",
            SocketRights.ShowOwner, SocketRights.ReadOwner),
        new TextSetting("data", "a directory",
            "Where rooms that are made and tokens that are used are kept; without it they end with the process.",
            s => s.DataDirectory, StoragePlaces.ReadDirectory),
        new FlagSetting("data-must-exist", "Refuse a data directory without a database instead of beginning a new one.",
            s => s.DataMustExist, (s, v) => s with { DataMustExist = v }),
        new TextSetting("redis", "HOST:PORT or redis://USER:PASSWORD@HOST:PORT/DATABASE",
            "A Redis that keeps them for several appliances.",
            StoragePlaces.ShowRedis, StoragePlaces.ReadRedis, StoragePlaces.HidePassword),
        new NumberSetting("stale-seconds", 0, DaySeconds,
            "Time for which the policy's rooms issue tokens while Redis cannot be reached; then 503.",
            s => s.StaleSeconds, (s, v) => s with { StaleSeconds = v }, mayBeUnlimited: true),
        new FlagSetting("redis-strict",
            "Refuse a Redis that may forget used tokens, or whose settings cannot be checked.",
            s => s.RedisStrict, (s, v) => s with { RedisStrict = v }),

        Listener("threads", 1, 256, "Threads that serve; by default one a core, or as many as the memory limit allows.",
            s => s.Threads, (s, v) => s with { Threads = v }),
        Listener("connections-max", 1, 1_000_000, "Connections open at a time.",
            s => s.ConnectionsMax, (s, v) => s with { ConnectionsMax = v }),
        Listener("reserved-connections-max", 0, 1024,
            "Further connections: those of admin-listen, or else for health checks when all others are taken.",
            s => s.ReservedConnectionsMax, (s, v) => s with { ReservedConnectionsMax = v }),
        Listener("address-connections-max", 1, 1_000_000,
            "Connections open at a time from one IPv4 address or IPv6 /64, loopback excepted.",
            s => s.AddressConnectionsMax, (s, v) => s with { AddressConnectionsMax = v }),
        Listener("backlog-max", 1, 65_535,
            "Connections that the kernel keeps waiting for each socket; it may lower this (somaxconn).",
            s => s.BacklogMax, (s, v) => s with { BacklogMax = v }),

        Listener("head-seconds", 1, SecondsMax, "Time from a request's first byte until its head is whole.",
            s => s.HeadSeconds, (s, v) => s with { HeadSeconds = v }),
        Listener("body-seconds", 1, SecondsMax, "Time from the end of a request's head until its body is whole.",
            s => s.BodySeconds, (s, v) => s with { BodySeconds = v }),
        Listener("answer-seconds", 1, SecondsMax, "Time until an answer that waits for storage is there.",
            s => s.ResponseSeconds, (s, v) => s with { ResponseSeconds = v }),
        Listener("write-seconds", 1, SecondsMax, "Time until a peer has taken the answers that are ready for it.",
            s => s.WriteSeconds, (s, v) => s with { WriteSeconds = v }),
        Listener("idle-seconds", 1, DaySeconds, "Time that a connection may stay open without a request.",
            s => s.IdleSeconds, (s, v) => s with { IdleSeconds = v }),
        Listener("linger-seconds", 1, 60, "Time for which what follows the last answer is read and dropped.",
            s => s.LingerSeconds, (s, v) => s with { LingerSeconds = v }),
        Listener("drain-seconds", 1, SecondsMax, "Time to finish what was received after SIGTERM or SIGINT.",
            s => s.DrainSeconds, (s, v) => s with { DrainSeconds = v }),
        Listener("lag-milliseconds-max", 1, 60_000,
            "Time that received bytes may wait for their turn before the thread accepts nobody new.",
            s => s.LagMillisecondsMax, (s, v) => s with { LagMillisecondsMax = v }),

        Listener("linger-bytes-max", 0, ListenerSettings.ValueMax,
            "Bytes after the last answer that are read and dropped.",
            s => s.LingerBytesMax, (s, v) => s with { LingerBytesMax = v }),
        Listener("unsent-bytes-max", 1024, 16 * Mebibyte,
            "Bytes of answers kept for a peer that does not read.",
            s => s.UnsentBytesMax, (s, v) => s with { UnsentBytesMax = v }),
        Listener("buffered-bytes-max", MemoryPlan.BufferedBytesLeast, ListenerSettings.ValueMax,
            "Bytes kept for all connections together: parts of requests, and answers that peers do not take; by "
                + "default less where the memory limit is low.",
            s => s.BufferedBytesMax, (s, v) => s with { BufferedBytesMax = v }),

        Http("request-line-bytes-max", 64, Mebibyte, "The request line: beyond it 414.",
            s => s.RequestLineBytesMax, (s, v) => s with { RequestLineBytesMax = v }),
        Http("header-section-bytes-max", 64, Mebibyte, "All header lines of a request: beyond it 431.",
            s => s.HeaderSectionBytesMax, (s, v) => s with { HeaderSectionBytesMax = v }),
        Http("header-fields-max", 1, 10_000, "Header lines of a request: beyond it 431.",
            s => s.HeaderFieldsMax, (s, v) => s with { HeaderFieldsMax = v }),
        Http("body-bytes-max", 1, HttpLimits.SettingBytesMax, "A request's body, decoded: beyond it 413.",
            s => s.BodyBytesMax, (s, v) => s with { BodyBytesMax = v }),
        new NumberSetting("metadata-bytes-max", 1, Mebibyte,
            "A LiveKit participant's metadata, attributes and room_config, each: beyond it 400.",
            s => s.MetadataBytesMax, (s, v) => s with { MetadataBytesMax = v }),
        Http("batch-body-bytes-max", 1, HttpLimits.SettingBytesMax,
            "The body of a batch, and of a request about a token with a credential: beyond it 413.",
            s => s.BatchBodyBytesMax, (s, v) => s with { BatchBodyBytesMax = v }),
        Http("chunk-header-bytes-max", 16, 65_536, "A chunk's size and extensions: beyond it 400.",
            s => s.ChunkHeaderBytesMax, (s, v) => s with { ChunkHeaderBytesMax = v }),
        Http("chunk-framing-bytes-max", 64, HttpLimits.SettingBytesMax,
            "All of a chunked body that is not data: beyond it 413.",
            s => s.ChunkFramingBytesMax, (s, v) => s with { ChunkFramingBytesMax = v }),
        Http("trailer-bytes-max", 1, Mebibyte, "All trailer lines of a request: beyond it 431.",
            s => s.TrailerBytesMax, (s, v) => s with { TrailerBytesMax = v }),
        Http("requests-per-connection-max", 0, ListenerSettings.ValueMax,
            "Requests answered on one connection before it is closed; 0 for any number.",
            s => s.RequestsPerConnectionMax, (s, v) => s with { RequestsPerConnectionMax = v }),
    ];

    /// <summary>The place of the row that a flag is for, however its letters are cased, as the parser takes other
    /// flags; -1 if there is none.</summary>
    public static int IndexOfFlag(string flag) => CommandLine.IsFlag(flag)
        ? IndexOf(flag.AsSpan(CommandLine.FlagPrefix.Length), StringComparison.OrdinalIgnoreCase) : -1;

    /// <summary>The place of the row of that name; -1 if there is none.</summary>
    public static int IndexOf(string name) => IndexOf(name, StringComparison.Ordinal);

    public static bool HasVariable(string variable)
    {
        foreach (Setting row in Rows)
        {
            if (row.Variable == variable)
                return true;
        }
        return false;
    }

    private static int IndexOf(ReadOnlySpan<char> name, StringComparison comparison)
    {
        for (int index = 0; index < Rows.Length; index++)
        {
            if (name.Equals(Rows[index].Name, comparison))
                return index;
        }
        return -1;
    }

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
