using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Rooms;

/// <summary>
/// One app's run-time rooms, and the changes of its policy rooms. Lookups take no lock. All threads see a change at
/// once; if storage does not store it, it is rolled back and its requester gets an error.
/// </summary>
public sealed class RoomRegistry
{
    /// <summary>The maximum number of rooms scanned for a page; bounds the time under the lock.</summary>
    internal const int ScannedMax = 10_000;

    /// <summary>The maximum number of rooms evicted at once; later requests use the space.</summary>
    private const int EvictedMax = 16;

    private readonly IRoomStore _store;
    private readonly Lock _lock = new();

    /// <summary>Everything in it that changes is guarded by the lock.</summary>
    private readonly RoomIndex _index;

    /// <param name="app">The App.</param>
    /// <param name="store">The storage of the rooms.</param>
    /// <param name="codes">The codes of all apps: a request with a code does not name its App.</param>
    internal RoomRegistry(App app, IRoomStore store, ConcurrentDictionary<byte[], RoomCodeTarget> codes)
    {
        App = app;
        Name = Encoding.UTF8.GetBytes(App.Name);
        _store = store;
        _index = new(this, codes, _lock);
    }

    public App App { get; }

    /// <summary>In UTF-8.</summary>
    public byte[] Name { get; }

    /// <summary>The last known state of a room of any kind; <paramref name="room"/> is set unless the room is unknown.
    /// An ad-hoc room has the stored session start, even while a change is pending.</summary>
    public RoomState Find(ReadOnlySpan<byte> id, RoomFreshness freshness, out Room room)
    {
        RoomEntry? entry = _index.Find(id);
        RoomRecord? record = entry?.Current;
        bool isKnown;
        if (record is null || record.IsPolicyRoom)
        {
            isKnown = TryFindPolicyRoom(id, out room);
            if (entry is not null && isKnown && room.Type.Kind == RoomKind.AdHoc)
                room = RoomRecord.WithSession(room, SessionStartOf(entry, record));
        }
        else
        {
            isKnown = record.Type is not null;
            room = isKnown ? record.WithSession(SessionStartOf(entry!, record)) : default;
        }
        RoomState state = !isKnown ? RoomState.Unknown
            : record is { IsEnabled: false } ? RoomState.Disabled : RoomState.Open;
        return freshness.Allows(state, id, record) ? state : RoomState.Unavailable;
    }

    /// <summary>A room that the policy lists, or that matches one of its patterns.</summary>
    private bool TryFindPolicyRoom(ReadOnlySpan<byte> id, out Room room)
    {
        int index = App.IndexOfRoom(id);
        room = index >= 0 ? App.RoomAt(index) : PatternOf(id)?.Room ?? default;
        return room.Type is not null;
    }

    /// <summary>The pattern that matches a name; null if none does, or if the name is invalid.</summary>
    public RoomPattern? PatternOf(ReadOnlySpan<byte> name) =>
        App.RoomPatterns.Count > 0 && CallerText.IsPlain(name) ? App.FindPattern(name) : null;

    /// <summary>The room's record; null if it has none.</summary>
    public RoomRecord? Find(ReadOnlySpan<byte> id) => _index.Find(id)?.Current;

    /// <summary>The stored start of an ad-hoc room's session, Unix seconds; 0 if none is stored.</summary>
    public long StoredSessionStart(ReadOnlySpan<byte> id) => _index.Find(id)?.StoredSessionStart ?? 0;

    /// <summary>The run-time room of this name.</summary>
    public RoomRecord? FindByName(string name)
    {
        lock (_lock)
            return _index.FindByName(name)?.Current;
    }

    /// <summary>Adds a page of run-time rooms, by creation time.</summary>
    /// <param name="after">The end of the previous page; default for the first page.</param>
    /// <param name="isWanted">The filter.</param>
    /// <param name="count">The maximum number of rooms; rooms may follow even if the page has fewer.</param>
    /// <param name="page">Receives the rooms.</param>
    /// <returns>The end of the page; null if no room follows <paramref name="after"/>.</returns>
    public RoomCursor? List(RoomCursor after, Func<RoomRecord, bool> isWanted, int count, List<RoomRecord> page)
    {
        RoomCursor? end = null;
        int scanned = 0;
        lock (_lock)
        {
            RoomEntry first = new([]) { Cursor = after }, last = new([]) { Cursor = RoomCursor.Last };
            foreach (RoomEntry entry in _index.RuntimeRooms.GetViewBetween(first, last))
            {
                if (page.Count == count || scanned++ == ScannedMax)
                    break;
                if (entry.Cursor == after)
                    continue;
                end = entry.Cursor;
                if (isWanted(entry.Current!))
                    page.Add(entry.Current!);
            }
        }
        return end;
    }

    /// <summary>As <see cref="TryChange"/>, for a change that may create the room. If the app has its maximum number of
    /// rooms, evicts ad-hoc rooms whose session is over.</summary>
    public RoomRejection TryCreate(
        string id, long nowSeconds, Func<RoomRecord?, RoomRecord?> change, out RoomChange? pending)
    {
        RoomRejection rejection = TryChange(id, change, out pending);
        return rejection == RoomRejection.TooManyRooms && EvictEnded(nowSeconds)
            ? TryChange(id, change, out pending) : rejection;
    }

    private bool EvictEnded(long nowSeconds)
    {
        lock (_lock)
        {
            List<RoomEntry> ended = [];
            AddEnded(_index.RuntimeRooms, IsOver);
            AddEnded(_index.PatternRooms, IsEvictable);
            ended.ForEach(entry => TryChange(entry.Current!.Id, _ => null, out _));
            return ended.Count > 0;

            void AddEnded(SortedSet<RoomEntry> entries, Func<RoomEntry, long, bool> isEnded)
            {
                int scanned = 0;
                foreach (RoomEntry entry in entries)
                {
                    if (scanned++ == ScannedMax || ended.Count == EvictedMax)
                        break;
                    if (isEnded(entry, nowSeconds))
                        ended.Add(entry);
                }
            }
        }
    }

    /// <summary>Such a room never issues a token again, and clients do not delete it.</summary>
    private bool IsOver(RoomEntry entry, long nowSeconds) =>
        entry is { Pending: 0, StoredSessionStart: not 0, Current: { Type.Kind: RoomKind.AdHoc } room }
        && room.WithSession(entry.StoredSessionStart).Constraints.EndsAtSeconds + App.LeewaySeconds <= nowSeconds;

    /// <summary>A pattern's room can have a new session after its record is evicted. So every token of the old session
    /// must have expired: those issued before its start may live for the type's maximum lifetime.</summary>
    private bool IsEvictable(RoomEntry entry, long nowSeconds)
    {
        if (entry is not { Pending: 0, StoredSessionStart: not 0 and long start, Current: { IsEnabled: true } room }
            || room.Codes.Count > 0 || PatternOf(entry.Key) is not { Room.Type.Kind: RoomKind.AdHoc } pattern)
            return false;
        long endsAtSeconds = RoomRecord.WithSession(pattern.Room, start).Constraints.EndsAtSeconds;
        long lastExpirySeconds = start + pattern.Room.Type.ExpiryMaxSeconds;
        return Math.Max(endsAtSeconds, lastExpirySeconds) + App.LeewaySeconds <= nowSeconds;
    }

    /// <summary>Starts to create, change or delete a room.</summary>
    /// <param name="id">The room.</param>
    /// <param name="change">Maps the current record, or null, to the new one: null deletes the room, the same reference
    /// leaves it unchanged.</param>
    /// <param name="pending">Completes when storage has processed it; null if the change is rejected.</param>
    public RoomRejection TryChange(string id, Func<RoomRecord?, RoomRecord?> change, out RoomChange? pending)
    {
        lock (_lock)
        {
            pending = null;
            byte[] key = Encoding.UTF8.GetBytes(id);
            RoomEntry? entry = _index.Find(key);
            RoomRecord? before = entry?.Current;
            RoomRecord? after = change(before);
            if (before is null && after is null)
                return RoomRejection.UnknownRoom;
            if (ReferenceEquals(before, after))
                return RoomRejection.Unchanged;
            RoomRejection rejection = CheckChange(entry, key, before, after);
            if (rejection != RoomRejection.None)
                return rejection;
            entry ??= new(key);
            StoredRoom stored = new(App.Name, id, after?.Name, after is null ? [] : RoomCodec.Write(after));
            after = after is null ? null : after with { Stored = stored };
            pending = new(this, entry)
            {
                Result = after,
                Number = entry.BeginChange(),
                Room = stored,
                IsConditional = true,
                Expected = before?.Stored,
                IsDelete = after is null,
            };
            _index.Publish(entry, after);
            // Under the lock, so that storage receives the changes of a room in order.
            _store.Write(pending);
            return RoomRejection.None;
        }
    }

    /// <summary>As <see cref="TryCreate"/>, for a run-time room or a policy room that exists.</summary>
    /// <param name="id">The room.</param>
    /// <param name="nowMilliseconds">The time of the change, Unix time.</param>
    /// <param name="change">Maps the record to the new one.</param>
    /// <param name="pending">As in <see cref="TryChange"/>.</param>
    public RoomRejection TryChangeExisting(
        string id, long nowMilliseconds, Func<RoomRecord, RoomRecord> change, out RoomChange? pending)
    {
        bool isPolicyRoom = TryFindPolicyRoom(Encoding.UTF8.GetBytes(id), out _);
        return TryCreate(id, nowMilliseconds / 1000, Changed, out pending);

        RoomRecord? Changed(RoomRecord? room)
        {
            if (room is null && isPolicyRoom)
                room = new() { Id = id, IsPolicyRoom = true, CreatedAtMilliseconds = nowMilliseconds };
            return room is null ? null : change(room with { UpdatedAtMilliseconds = nowMilliseconds });
        }
    }

    /// <summary>Starts the session of an ad-hoc room. Only the first start is stored.</summary>
    /// <param name="id">The room.</param>
    /// <param name="nowSeconds">The session's start, Unix seconds.</param>
    /// <param name="pending">The write of this call; null if it wrote no start.</param>
    /// <param name="settled">Completes with the pending write of an earlier call: then call again. Null if there is
    /// none.</param>
    /// <returns><see cref="RoomRejection.Unchanged"/> if a start is stored.</returns>
    public RoomRejection TryStartSession(
        string id, long nowSeconds, out RoomChange? pending, out Completion? settled)
    {
        pending = null;
        settled = null;
        lock (_lock)
        {
            RoomEntry? entry = _index.Find(Encoding.UTF8.GetBytes(id));
            if (entry is null or { StoredSessionStart: 0, Current: null or { SessionStartedAtSeconds: 0 } })
            {
                return TryChangeExisting(
                    id, nowSeconds * 1000, room => room with { SessionStartedAtSeconds = nowSeconds }, out pending);
            }
            if (entry.StoredSessionStart != 0)
                return RoomRejection.Unchanged;
            settled = entry.AddWaiter();
            return RoomRejection.None;
        }
    }

    /// <summary>Called when storage has completed a change, successfully or not.</summary>
    internal void OnWriteCompleted(RoomEntry entry, RoomChange change)
    {
        Completion[] waiters;
        lock (_lock)
        {
            Debug.Assert(_index.Find(entry.Key) == entry);
            entry.CompleteChange(change);
            // Also if this version is visible already: another room may have had the name in the meantime.
            waiters = Settle(entry);
        }
        Complete(waiters);
    }

    /// <summary>Applies a room's state from storage: the initial one, or a change by another appliance.</summary>
    internal void ApplyExternalChange(string id, RoomRecord? room)
    {
        // Storage never calls its observer from within a write.
        Debug.Assert(!_lock.IsHeldByCurrentThread);
        Completion[] waiters;
        lock (_lock)
        {
            byte[] key = Encoding.UTF8.GetBytes(id);
            RoomEntry entry = _index.Find(key) ?? new(key);
            entry.Stored = room;
            // This appliance's pending changes come after it.
            waiters = Settle(entry);
        }
        Complete(waiters);
    }

    /// <summary>Publishes the stored version if no change is pending.</summary>
    /// <returns>The waiters to complete when the lock is released.</returns>
    private Completion[] Settle(RoomEntry entry)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        if (entry.Pending == 0)
            _index.Publish(entry, entry.Stored);
        Completion[] waiters = entry.TakeWaiters();
        _index.RemoveIfUnused(entry);
        return waiters;
    }

    private void Complete(Completion[] waiters)
    {
        Debug.Assert(waiters.Length == 0 || !_lock.IsHeldByCurrentThread);
        foreach (Completion completion in waiters)
            completion.Complete();
    }

    /// <summary>The stored start wins: a pending write of another start ends in a conflict.</summary>
    private static long SessionStartOf(RoomEntry entry, RoomRecord? record) =>
        entry.StoredSessionStart is not 0 and long stored ? stored : record?.SessionStartedAtSeconds ?? 0;

    private RoomRejection CheckChange(RoomEntry? entry, byte[] key, RoomRecord? before, RoomRecord? after)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        if (after is null)
            return RoomRejection.None;
        if (after.Name is not null && _index.FindByName(after.Name) is { } other && other != entry)
            return RoomRejection.NameTaken;
        int count = _index.RuntimeRooms.Count + _index.PatternRooms.Count;
        return before is null && !_index.IsListed(key, after) && count >= App.RoomsMax
            ? RoomRejection.TooManyRooms : RoomRejection.None;
    }
}
