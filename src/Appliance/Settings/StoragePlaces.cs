using Appliance.Storage;

namespace Appliance.Settings;

/// <summary>Where storage is, as texts.</summary>
internal static class StoragePlaces
{
    private const string Hidden = "***";

    public static ServeSettings? ReadDirectory(ServeSettings settings, string text, out string? hint)
    {
        hint = StorageFactory.HasSqlite ? "write the path of a directory." : NotBuiltIn("sqlite");
        return text.Length > 0 && !text.Contains('\0') && StorageFactory.HasSqlite
            ? settings with { DataDirectory = text } : null;
    }

    public static ServeSettings? ReadRedis(ServeSettings settings, string text, out string? hint)
    {
        hint = StorageFactory.HasRedis
            ? "write HOST:PORT or redis://USER:PASSWORD@HOST:PORT/DATABASE." : NotBuiltIn("all");
        return text.Length > 0 && StorageFactory.HasRedis ? settings with { Redis = text } : null;
    }

    /// <summary>Without what might be a password.</summary>
    public static string? ShowRedis(ServeSettings settings)
    {
        if (settings.Redis is not { } address)
            return null;
        int at = address.LastIndexOf('@');
        int user = address.IndexOf("://", StringComparison.Ordinal) + "://".Length;
        return at < user ? address : address[..user] + Hidden + address[at..];
    }

    private static string NotBuiltIn(string storage) =>
        $"this appliance was built without it: take one that was published with -p:Storage={storage}.";
}
