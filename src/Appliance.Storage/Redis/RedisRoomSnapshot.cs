using StackExchange.Redis;

namespace Appliance.Storage;

/// <summary>
/// One reading of all rooms, page by page, so that it holds up nobody however many there are. Redis goes on meanwhile:
/// what is told of changes is collected and comes on top of the pages, which may have it already or not.
/// </summary>
/// <param name="policyApps">Apps whose rooms are read in any case.</param>
internal sealed class RedisRoomSnapshot(IEnumerable<string> policyApps)
{
    /// <summary>Rooms on a page, about: some megabytes if they are as large as they may be.</summary>
    private const int PageRooms = 200;

    /// <summary>Who is told of more than this meanwhile reads again.</summary>
    private const int ChangesMax = 10_000;

    private readonly List<byte[]> _changes = [];
    private readonly Dictionary<(string App, string Id), byte[]> _rooms = [];

    /// <summary>The number of the last change that is among the rooms.</summary>
    public long Version { get; private set; }

    /// <summary>Signs the reader's own changes from now on.</summary>
    public string Writer { get; private set; } = "";

    /// <summary>The <see cref="RedisRoomText"/> of each room.</summary>
    public IReadOnlyDictionary<(string App, string Id), byte[]> Rooms => _rooms;

    /// <summary>Collects a change; before <see cref="TryApplyChanges"/>, and not while it runs.</summary>
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
        // The set of apps may have been evicted alone.
        HashSet<string> apps = [.. policyApps];
        for (int index = 2; index < head.Length; index++)
            apps.Add((string)head[index]!);
        foreach (string app in apps)
            await ReadAsync(connection, app).ConfigureAwait(false);
    }

    /// <summary>Takes what was told since the reading began.</summary>
    /// <returns>False if a change is missing, or one cannot be read: all has to be read again soon.</returns>
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
