using System.Collections.Concurrent;
using System.Text;
using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Rooms;

/// <summary>The policy rooms and run-time rooms of all apps, shared by all threads.</summary>
public sealed class RoomDirectory : IRoomObserver
{
    private readonly CompiledPolicy _policy;
    private readonly Dictionary<App, RoomRegistry> _apps = [];
    private readonly ConcurrentDictionary<byte[], RoomCodeTarget> _codes = new(Utf8Comparer.Instance);
    private readonly IRoomLog? _log;
    private readonly IRoomStore _store;

    /// <param name="policy">The policy of the apps.</param>
    /// <param name="store">The storage of the rooms; opened here.</param>
    /// <param name="log">Receives a line for each unreadable room; null to discard them.</param>
    /// <exception cref="StorageException">The stored rooms cannot be read.</exception>
    public RoomDirectory(CompiledPolicy policy, IRoomStore store, IRoomLog? log = null)
    {
        _policy = policy;
        _store = store;
        _log = log;
        foreach (App app in policy.Apps)
            _apps.Add(app, new(app, store, _codes));
        store.Open(this);
    }

    /// <summary>When this appliance opened the directory, Unix time. Responses give it as the creation time of policy
    /// rooms, which have none.</summary>
    public long OpenedAtMilliseconds { get; init; }

    /// <summary>How long policy rooms issue tokens while storage is disconnected. <see cref="long.MaxValue"/>: without
    /// a limit, also before the first sync.</summary>
    public long StaleMillisecondsMax { get; init; } = 60_000;

    /// <summary>Whether rooms can be created and changed now.</summary>
    public bool IsAvailable => _store.IsAvailable;

    /// <inheritdoc cref="IRoomStore.State"/>
    public StoreState State => _store.State;

    /// <inheritdoc cref="IRoomStore.IsDurable"/>
    public bool IsDurable => _store.IsDurable;

    /// <param name="nowMilliseconds">As in <see cref="IRoomStore.LastReachableMilliseconds"/>.</param>
    public RoomFreshness FreshnessAt(long nowMilliseconds) => _store.State switch
    {
        StoreState.Current => RoomFreshness.Current,
        _ when StaleMillisecondsMax == long.MaxValue => RoomFreshness.Stale,
        StoreState.Disconnected when nowMilliseconds - _store.LastReachableMilliseconds <= StaleMillisecondsMax =>
            RoomFreshness.Stale,
        _ => RoomFreshness.Unknown,
    };

    public RoomRegistry Of(App app) => _apps[app];

    /// <summary>The current state of a room.</summary>
    /// <param name="app">An app of the policy.</param>
    /// <param name="id">The id in UTF-8, of a room that may not exist.</param>
    public RoomLookup Lookup(App app, ReadOnlySpan<byte> id)
    {
        RoomRegistry rooms = Of(app);
        RoomState state = rooms.Find(id, RoomFreshness.Current, out Room room);
        RoomRecord? record = rooms.Find(id) is { IsPolicyRoom: false } found ? found : null;
        return new() { State = state, Room = room, IsRuntimeRoom = record is not null, Name = record?.Name };
    }

    /// <summary>The target of a code, of any app; null if the code is unknown.</summary>
    public RoomCodeTarget? FindByCode(ReadOnlySpan<byte> code) =>
        _codes.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(code, out RoomCodeTarget? target) ? target : null;

    IEnumerable<string> IRoomObserver.Apps
    {
        get
        {
            foreach (App app in _policy.Apps)
                yield return app.Name;
        }
    }

    void IRoomObserver.Put(StoredRoom stored)
    {
        App? app = Find(stored.App);
        if (app is null)
            return;
        RoomRecord? room = RoomCodec.Read(app, stored);
        if (room is null)
            _log?.RoomUnreadable(app.Name, stored.Id);
        else
            _apps[app].ApplyExternalChange(stored.Id, room);
    }

    void IRoomObserver.Remove(string app, string id)
    {
        App? found = Find(app);
        if (found is not null)
            _apps[found].ApplyExternalChange(id, room: null);
    }

    /// <summary>Null for an app that is no longer in the policy; its rooms remain in storage.</summary>
    private App? Find(string name) => _policy.FindApp(Encoding.UTF8.GetBytes(name));
}
