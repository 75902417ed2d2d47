using StackExchange.Redis;

namespace Appliance.Storage;

/// <summary>Where a Redis is, and as whom to go there.</summary>
internal static class RedisAddress
{
    private const int PortDefault = 6379;
    private const int DatabaseMax = 1_000_000;

    /// <param name="address"><c>HOST:PORT</c> or <c>redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]</c>.</param>
    /// <param name="password">Used if the address has none, so that it need not stand in the list of processes.
    /// </param>
    /// <exception cref="StorageException">It is neither.</exception>
    public static ConfigurationOptions Parse(string address, string? password)
    {
        string url = address.Contains("://", StringComparison.Ordinal) ? address : $"redis://{address}";
        bool isRead = Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme == "redis"
            && uri.Host.Length > 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
        int database = 0;
        string path = isRead ? uri!.AbsolutePath.Trim('/') : "";
        if (!isRead || (path.Length > 0 && !(int.TryParse(path, out database) && database is >= 0 and <= DatabaseMax)))
        {
            throw new StorageException(
                "the address of Redis cannot be read: give it as HOST:PORT or as "
                + "redis://USER:PASSWORD@HOST:PORT/DATABASE");
        }
        ConfigurationOptions options = new()
        {
            EndPoints = { { uri!.Host.Trim('[', ']'), uri.Port > 0 ? uri.Port : PortDefault } },
            DefaultDatabase = database,
            Password = password,
        };
        if (uri.UserInfo.Length > 0)
        {
            string[] user = uri.UserInfo.Split(':', 2);
            if (user[0].Length > 0)
                options.User = Uri.UnescapeDataString(user[0]);
            if (user.Length == 2)
                options.Password = Uri.UnescapeDataString(user[1]);
        }
        return options;
    }
}
