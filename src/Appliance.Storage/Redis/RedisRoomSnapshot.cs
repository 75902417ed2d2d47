using StackExchange.Redis;

namespace Appliance.Storage.Redis;

/// <summary>
/// A snapshot of all rooms, read page by page so that it does not block Redis. Changes that are published meanwhile are
/// collected and applied on top of the pages, which may or may not include them already.
/// </summary>
/// <param name="policyApps">Apps whose rooms are always read.</param>
internal sealed class RedisRoomSnapshot(IEnumerable<string> policyApps)
{
    /// <summary>Approximate number of rooms a page: some megabytes if all rooms have the maximum size.</summary>
    private const int PageRooms = 200;

    /// <summary>With more changes than this during the reading, another resync is needed.</summary>
    private const int ChangesMax = 10_000;

    private readonly List<byte[]> _changes = [];
    private readonly Dictionary<(string App, string Id), byte[]> _rooms = [];

    /// <summary>The version of the last change included in the rooms.</summary>
    public long Version { get; private set; }

    /// <summary>Identifies the changes that this appliance writes from now on.</summary>
    public string Writer { get; private set; } = "";

    /// <summary>The rooms in the format of <see cref="RedisRoomText"/>.</summary>
    public IReadOnlyDictionary<(string App, string Id), byte[]> Rooms => _rooms;

    /// <summary>Collects a change. Must not be called during or after <see cref="TryApplyChanges"/>.</summary>
    public void AddChange(byte[] change)
    {
        if (_changes.Count <= ChangesMax)
            _changes.Add(change);
    }

    public async Task ReadAsync(RedisConnection connection)
    {
        RedisResult[] head = (RedisResult[])(await connection.EvaluateAsync(
            RedisScripts.ReadHead, [RedisScripts.VersionKey, RedisScripts.AppsKey, RedisScripts.WritersKey], [])
            .ConfigureAwait(false))!;
        Version = (long)head[0];
        Writer = (string)head[1]!;
        // The key with the set of apps may have been evicted while the rooms remain.
        HashSet<string> apps = [.. policyApps];
        for (int index = 2; index < head.Length; index++)
            apps.Add((string)head[index]!);
        foreach (string app in apps)
            await ReadAsync(connection, app).ConfigureAwait(false);
    }

    /// <summary>Applies the changes that were collected during the reading.</summary>
    /// <returns>False if a change is missing or malformed: another resync is needed.</returns>
    public bool TryApplyChanges()
    {
        if (_changes.Count > ChangesMax)
            return false;
        try
        {
            foreach (byte[] change in _changes)
            {
                long version = RedisRoomText.ReadChange(
                    change, out _, out string app, out string id, out ReadOnlySpan<byte> text);
                if (version <= Version)
                    continue;
                if (version != Version + 1)
                    return false;
                Version = version;
                if (text.Length > 0)
                    _rooms[(app, id)] = text.ToArray();
                else
                    _rooms.Remove((app, id));
            }
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private async Task ReadAsync(RedisConnection connection, string app)
    {
        RedisValue cursor = "0";
        do
        {
            RedisResult[] page = (RedisResult[])(await connection.EvaluateAsync(
                RedisScripts.ReadPage, [RedisScripts.RoomsPrefix + app], [cursor, PageRooms])
                .ConfigureAwait(false))!;
            cursor = (RedisValue)page[0];
            RedisResult[] rooms = (RedisResult[])page[1]!;
            for (int index = 0; index + 1 < rooms.Length; index += 2)
                _rooms[(app, (string)rooms[index]!)] = (byte[])rooms[index + 1]!;
        }
        while (cursor != "0");
    }
}
