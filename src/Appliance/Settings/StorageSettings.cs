using Appliance.Hosting.Serving;
using Appliance.Storage;

namespace Appliance.Settings;

/// <summary>Parses and formats the storage settings.</summary>
internal static class StorageSettings
{
    private const string Hidden = "***";

    public static ServeSettings? ReadDirectory(ServeSettings settings, string text, out string? hint)
    {
        hint = StorageFactory.HasSqlite ? "use the path of a directory." : NotBuiltIn("SQLite", "sqlite");
        return text.Length > 0 && !text.Contains('\0') && StorageFactory.HasSqlite
            ? settings with { DataDirectory = text } : null;
    }

    public static ServeSettings? ReadRedis(ServeSettings settings, string text, out string? hint)
    {
        hint = StorageFactory.HasRedis ? StorageFactory.RedisAddressError(text) : NotBuiltIn("Redis", "all");
        return hint is null ? settings with { Redis = text } : null;
    }

    public static string? ShowRedis(ServeSettings settings) =>
        settings.Redis is { } address ? HidePassword(address) : null;

    /// <summary>A Redis address without user and password.</summary>
    public static string HidePassword(string address)
    {
        int at = address.LastIndexOf('@');
        int scheme = address.IndexOf("://", StringComparison.Ordinal);
        int user = scheme < 0 ? 0 : scheme + "://".Length;
        return at < user ? address : address[..user] + Hidden + address[at..];
    }

    private static string NotBuiltIn(string name, string storage) =>
        $"this binary was built without {name} support: use one built with -p:Storage={storage}.";
}
