using System.Collections.Concurrent;
using System.Text;
using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>The rooms of all apps, those of the policy and those made at run time: one for all threads.</summary>
public sealed class RoomDirectory : IRoomObserver
{
    private readonly CompiledPolicy _policy;
    private readonly Dictionary<App, RoomRegistry> _apps = [];
    private readonly ConcurrentDictionary<byte[], RoomCodeTarget> _codes = new(Utf8Comparer.Instance);
    private readonly IServiceLog? _log;
    private readonly IRoomStore _store;

    /// <param name="policy">The policy whose apps have the rooms.</param>
    /// <param name="store">What keeps them; opened here.</param>
    /// <param name="log">Hears of each room that cannot be read; null for nobody.</param>
    /// <exception cref="StorageException">What is kept cannot be read.</exception>
    public RoomDirectory(CompiledPolicy policy, IRoomStore store, IServiceLog? log = null)
    {
        _policy = policy;
        _store = store;
        _log = log;
        foreach (App app in policy.Apps)
            _apps.Add(app, new(app, store, _codes));
        store.Open(this);
    }

    /// <summary>When this appliance opened it, Unix time: what answers say of when the policy's rooms were made, since
    /// the policy itself has no such instants.</summary>
    public long OpenedAtMilliseconds { get; init; }

    /// <summary>For how long the policy's rooms issue tokens while storage is cut off;
    /// <see cref="long.MaxValue"/> for as long as it may be, also before storage was read for the first time.</summary>
    public long StaleMillisecondsMax { get; init; } = 60_000;

    /// <summary>Whether rooms can be made and changed now.</summary>
    internal bool IsAvailable => _store.IsAvailable;

    /// <inheritdoc cref="IRoomStore.IsDurable"/>
    internal bool IsDurable => _store.IsDurable;

    /// <param name="nowMilliseconds">As in <see cref="IRoomStore.LastReachableMilliseconds"/>.</param>
    internal RoomFreshness FreshnessAt(long nowMilliseconds) => _store.State switch
    {
        StoreState.Current => RoomFreshness.Current,
        _ when StaleMillisecondsMax == long.MaxValue => RoomFreshness.Stale,
        StoreState.NeverSynced => RoomFreshness.Unknown,
        _ => nowMilliseconds - _store.LastReachableMilliseconds <= StaleMillisecondsMax
            ? RoomFreshness.Stale : RoomFreshness.Unknown,
    };

    internal RoomRegistry Of(App app) => _apps[app];

    /// <summary>What is known of a room now.</summary>
    /// <param name="app">An app of the policy.</param>
    /// <param name="id">The room's id in UTF-8, whether there is one or not.</param>
    public RoomLookup Lookup(App app, ReadOnlySpan<byte> id)
    {
        RoomRegistry rooms = Of(app);
        RoomState state = rooms.Find(id, RoomFreshness.Current, out Room room);
        RoomRecord? record = rooms.Find(id) is { IsPolicyRoom: false } found ? found : null;
        return new() { State = state, Room = room, IsRuntimeRoom = record is not null, Name = record?.Name };
    }

    /// <summary>Why a token would not be taken now, apart from its having been used: what redemption and introspection
    /// ask about its room, its role and its life.</summary>
    /// <param name="app">The token's.</param>
    /// <param name="payload">Its claims; the signature and the dates are right.</param>
    /// <param name="nowSeconds">Unix seconds.</param>
    /// <returns>A sentence; null if it would be taken.</returns>
    public string? DescribeRejection(App app, ReadOnlySpan<byte> payload, long nowSeconds)
    {
        PresentedClaims claims = PresentedClaims.Read(payload, new byte[payload.Length], app.LeewaySeconds);
        TokenCheck check = new() { Claims = claims };
        RedemptionFailure failure = check.CheckRoom(app, Of(app), RoomFreshness.Current, nowSeconds);
        return failure == RedemptionFailure.None ? null : RedemptionFailures.Describe(failure);
    }

    /// <summary>What a code opens, whichever app's it is; null if nothing.</summary>
    internal RoomCodeTarget? FindByCode(ReadOnlySpan<byte> code) =>
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

    /// <summary>Null for an app that the policy had once: its rooms stay where they are kept.</summary>
    private App? Find(string name) => _policy.FindApp(Encoding.UTF8.GetBytes(name));
}
