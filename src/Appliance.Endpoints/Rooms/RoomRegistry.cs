using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>
/// One app's rooms that were made at run time, and what was changed of the policy's. Lookups take no lock. A change is
/// seen by all threads at once; should storage fail to keep it, it is taken back, and whoever asked for it is told.
/// </summary>
/// <param name="app">The app.</param>
/// <param name="store">What keeps the rooms.</param>
/// <param name="codes">The codes of all apps' rooms, since whoever shows one names no app.</param>
internal sealed class RoomRegistry(App app, IRoomStore store, ConcurrentDictionary<byte[], RoomCodeTarget> codes)
{
    /// <summary>How many rooms are looked at for a page: the lock is held for no longer.</summary>
    public const int ScannedMax = 10_000;

    /// <summary>How many rooms make place for one: the next ones then find it.</summary>
    private const int EvictedMax = 16;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<byte[], RoomEntry> _byId = new(Utf8Comparer.Instance);

    /// <summary>By name, those on their way into storage included. Under the lock, as is all that changes.</summary>
    private readonly Dictionary<string, RoomEntry> _byName = [];

    /// <summary>In the order of their making, for pages.</summary>
    private readonly SortedSet<RoomEntry> _inOrder = new(Order);

    /// <summary>What is remembered of patterns' rooms, the oldest first.</summary>
    private readonly SortedSet<RoomEntry> _ofPatterns = new(Order);
    private volatile bool _hasAny;

    private static IComparer<RoomEntry> Order { get; } = Comparer<RoomEntry>.Create(
        (left, right) => left.Cursor.CompareTo(right.Cursor));

    public App App => app;

    /// <summary>In UTF-8.</summary>
    public byte[] Name { get; } = Encoding.UTF8.GetBytes(app.Name);

    /// <summary>A room that was made at run time, or the policy's, as far as it is known now; there unless it is
    /// unknown. An ad-hoc room has the session that storage has, also while a change made here is pending.</summary>
    public RoomState Find(ReadOnlySpan<byte> id, RoomFreshness freshness, out Room room)
    {
        RoomEntry? entry = FindEntry(id);
        RoomRecord? record = entry?.Current;
        bool isKnown;
        if (record is null || record.IsPolicyRoom)
        {
            isKnown = TryFindOfPolicy(id, out room);
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

    /// <summary>A room that the policy names, or one of its patterns.</summary>
    private bool TryFindOfPolicy(ReadOnlySpan<byte> id, out Room room)
    {
        int index = app.IndexOfRoom(id);
        room = index >= 0 ? app.RoomAt(index) : PatternOf(id)?.Room ?? default;
        return room.Type is not null;
    }

    /// <summary>The pattern that stands for a name that the policy does not name; null if there is none, or if it is
    /// no name.</summary>
    public RoomPattern? PatternOf(ReadOnlySpan<byte> name) =>
        app.RoomPatterns.Count > 0 && CallerText.IsPlain(name) ? app.FindPattern(name) : null;

    /// <summary>What there is beside the policy; null if nothing.</summary>
    public RoomRecord? Find(ReadOnlySpan<byte> id) => FindEntry(id)?.Current;

    /// <summary>When the session of an ad-hoc room began according to storage, Unix seconds; 0 if storage has no
    /// start.</summary>
    public long StoredSessionStart(ReadOnlySpan<byte> id) => FindEntry(id)?.StoredSessionStart ?? 0;

    /// <summary>The room of that name that was made at run time.</summary>
    public RoomRecord? FindByName(string name)
    {
        lock (_lock)
            return _byName.TryGetValue(name, out RoomEntry? entry) ? entry.Current : null;
    }

    /// <summary>A page of rooms in the order of their making, the policy's not among them.</summary>
    /// <param name="after">Where the page before ended; default for the first one.</param>
    /// <param name="isWanted">Which rooms belong on it.</param>
    /// <param name="count">At most so many; more may follow even if the page has fewer.</param>
    /// <param name="page">They are added to it.</param>
    /// <returns>Where the page ends; null if there is nothing behind <paramref name="after"/>.</returns>
    public RoomCursor? List(RoomCursor after, Func<RoomRecord, bool> isWanted, int count, List<RoomRecord> page)
    {
        RoomCursor? end = null;
        int scanned = 0;
        lock (_lock)
        {
            RoomEntry first = new([]) { Cursor = after }, last = new([]) { Cursor = RoomCursor.Last };
            foreach (RoomEntry entry in _inOrder.GetViewBetween(first, last))
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

    /// <summary>As <see cref="TryChange"/>, for a change that may make the room: where the app has as many rooms as it
    /// may have, ad-hoc rooms whose session is over make place.</summary>
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
            AddEnded(_inOrder, IsOver);
            AddEnded(_ofPatterns, IsEvictable);
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

    /// <summary>Clients never delete such a room, and it never issues a token again.</summary>
    private bool IsOver(RoomEntry entry, long nowSeconds) =>
        entry is { Pending: 0, StoredSessionStart: not 0, Current: { Type.Kind: RoomKind.AdHoc } room }
        && room.WithSession(entry.StoredSessionStart).Constraints.EndsAtSeconds + app.LeewaySeconds <= nowSeconds;

    /// <summary>A pattern's room whose session is over can have another one after it was forgotten. So no token of the
    /// session may be good any more: those issued before its start live as long as its type allows.</summary>
    private bool IsEvictable(RoomEntry entry, long nowSeconds)
    {
        if (entry is not { Pending: 0, StoredSessionStart: not 0 and long start, Current: { IsEnabled: true } room }
            || room.Codes.Count > 0 || PatternOf(entry.Key) is not { Room.Type.Kind: RoomKind.AdHoc } pattern)
            return false;
        long endsAtSeconds = RoomRecord.WithSession(pattern.Room, start).Constraints.EndsAtSeconds;
        long lastExpirySeconds = start + pattern.Room.Type.ExpiryMaxSeconds;
        return Math.Max(endsAtSeconds, lastExpirySeconds) + app.LeewaySeconds <= nowSeconds;
    }

    /// <summary>Begins to make, change or drop a room.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="change">Makes of the room as it is, null if it is not there, what it is to be: null to drop it, the
    /// very same to leave it alone.</param>
    /// <param name="pending">Completes when storage has done it, if there is no refusal.</param>
    public RoomRejection TryChange(string id, Func<RoomRecord?, RoomRecord?> change, out RoomChange? pending)
    {
        lock (_lock)
        {
            pending = null;
            byte[] key = Encoding.UTF8.GetBytes(id);
            _byId.TryGetValue(key, out RoomEntry? entry);
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
            StoredRoom stored = new(app.Name, id, after?.Name, after is null ? [] : RoomCodec.Write(after));
            after = after is null ? null : after with { Stored = stored };
            pending = new(this)
            {
                Result = after,
                Number = ++entry.ChangesStarted,
                Room = stored,
                IsConditional = true,
                Expected = before?.Stored,
                IsDelete = after is null,
            };
            entry.Pending++;
            Publish(entry, after);
            // Still under the lock: two changes of one room reach storage in their order.
            store.Write(pending);
            return RoomRejection.None;
        }
    }

    /// <summary>As <see cref="TryChange"/>, for a room that was made or that the policy names.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="nowMilliseconds">The instant of the change, Unix time.</param>
    /// <param name="change">Makes of the room what it is to be.</param>
    /// <param name="pending">As there.</param>
    public RoomRejection TryChangeKnown(
        string id, long nowMilliseconds, Func<RoomRecord, RoomRecord> change, out RoomChange? pending)
    {
        bool isOfPolicy = TryFindOfPolicy(Encoding.UTF8.GetBytes(id), out _);
        RoomRejection rejection = TryChange(id, Changed, out pending);
        return rejection == RoomRejection.TooManyRooms && EvictEnded(nowMilliseconds / 1000)
            ? TryChange(id, Changed, out pending) : rejection;

        RoomRecord? Changed(RoomRecord? room)
        {
            if (room is null && isOfPolicy)
                room = new() { Id = id, IsPolicyRoom = true, CreatedAtMilliseconds = nowMilliseconds };
            return room is null ? null : change(room with { UpdatedAtMilliseconds = nowMilliseconds });
        }
    }

    /// <summary>Begins the session of an ad-hoc room unless it has begun: the first start that is stored stays.
    /// </summary>
    /// <param name="id">Which room.</param>
    /// <param name="nowSeconds">The session's start, Unix seconds.</param>
    /// <param name="pending">Completes when storage has done it; null if this call wrote no start.</param>
    /// <param name="settled">Completes when the write of an earlier call's start is over: then call again. Null if
    /// there is none.</param>
    /// <returns><see cref="RoomRejection.Unchanged"/> if storage has a start.</returns>
    public RoomRejection TryStartSession(
        string id, long nowSeconds, out RoomChange? pending, out Completion? settled)
    {
        pending = null;
        settled = null;
        lock (_lock)
        {
            if (!_byId.TryGetValue(Encoding.UTF8.GetBytes(id), out RoomEntry? entry)
                || entry is { StoredSessionStart: 0, Current: null or { SessionStartedAtSeconds: 0 } })
            {
                return TryChangeKnown(
                    id, nowSeconds * 1000, room => room with { SessionStartedAtSeconds = nowSeconds }, out pending);
            }
            if (entry.StoredSessionStart != 0)
                return RoomRejection.Unchanged;
            Debug.Assert(entry.Pending > 0);
            (entry.Waiters ??= []).Add(settled = new());
            return RoomRejection.None;
        }
    }

    /// <summary>Storage has done a change, or has not.</summary>
    public void OnWriteCompleted(RoomChange change)
    {
        Completion[] waiters;
        lock (_lock)
        {
            byte[] key = Encoding.UTF8.GetBytes(change.Room.Id);
            if (!_byId.TryGetValue(key, out RoomEntry? entry))
                return;
            Debug.Assert(entry.Pending > 0);
            entry.Pending--;
            // Storage does them in their order, but we may hear of it in another.
            if (change.Outcome == StorageOutcome.Done && change.Number > entry.StoredNumber)
                (entry.Stored, entry.StoredNumber) = (change.Result, change.Number);
            // Also where that is what is seen already: another room may have had the name for a while.
            if (entry.Pending == 0)
                Publish(entry, entry.Stored);
            waiters = TakeWaiters(entry);
            RemoveIfUnused(entry);
        }
        Complete(waiters);
    }

    /// <summary>Another appliance has changed the room, or dropped it, or it was there before this one
    /// started.</summary>
    public void ApplyExternalChange(string id, RoomRecord? room)
    {
        Completion[] waiters;
        lock (_lock)
        {
            byte[] key = Encoding.UTF8.GetBytes(id);
            if (!_byId.TryGetValue(key, out RoomEntry? entry))
                entry = new(key);
            entry.Stored = room;
            // What is on its way from here comes after it.
            if (entry.Pending == 0)
                Publish(entry, room);
            waiters = TakeWaiters(entry);
            RemoveIfUnused(entry);
        }
        Complete(waiters);
    }

    private RoomEntry? FindEntry(ReadOnlySpan<byte> id) =>
        _hasAny && _byId.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out RoomEntry? entry) ? entry : null;

    /// <summary>Of two starts the stored one holds: a pending write of another one ends in a conflict.</summary>
    private static long SessionStartOf(RoomEntry entry, RoomRecord? record) =>
        entry.StoredSessionStart is not 0 and long stored ? stored : record?.SessionStartedAtSeconds ?? 0;

    /// <summary>The calls to complete: there is a start in storage, or no write is pending. Under the lock.</summary>
    private Completion[] TakeWaiters(RoomEntry entry)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        if (entry.Waiters is null || entry is { Pending: > 0, StoredSessionStart: 0 })
            return [];
        Completion[] waiters = entry.Waiters.ToArray();
        entry.Waiters = null;
        return waiters;
    }

    private static void Complete(Completion[] waiters)
    {
        foreach (Completion completion in waiters)
            completion.Complete();
    }

    /// <summary>Under the lock.</summary>
    private RoomRejection CheckChange(RoomEntry? entry, byte[] key, RoomRecord? before, RoomRecord? after)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        if (after is null)
            return RoomRejection.None;
        if (after.Name is not null && _byName.TryGetValue(after.Name, out RoomEntry? other) && other != entry)
            return RoomRejection.NameTaken;
        return before is null && !IsNamed(key, after) && _inOrder.Count + _ofPatterns.Count >= app.RoomsMax
            ? RoomRejection.TooManyRooms : RoomRejection.None;
    }

    /// <summary>What is remembered of a room that the policy names has a bound already.</summary>
    private bool IsNamed(byte[] key, RoomRecord room) => room.IsPolicyRoom && app.IndexOfRoom(key) >= 0;

    /// <summary>Puts a room in the place of the one that the entry has. Under the lock.</summary>
    private void Publish(RoomEntry entry, RoomRecord? room)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        RoomRecord? before = entry.Current;
        // Storage may have given the name to another one meanwhile.
        if (before?.Name is { } name && name != room?.Name && _byName.GetValueOrDefault(name) == entry)
            _byName.Remove(name);
        if (before is not null)
            (before.IsPolicyRoom ? _ofPatterns : _inOrder).Remove(entry);

        entry.Current = room;
        _byId[entry.Key] = entry;
        if (room is not null)
        {
            _hasAny = true;
            if (room.Name is not null)
                _byName[room.Name] = entry;
            if (!IsNamed(entry.Key, room))
            {
                entry.Cursor = RoomCursor.Of(room);
                (room.IsPolicyRoom ? _ofPatterns : _inOrder).Add(entry);
            }
        }
        PublishCodes(entry.Key, before?.Codes ?? [], room?.Codes ?? []);
    }

    /// <summary>A code that stays is there all the time. Under the lock.</summary>
    private void PublishCodes(byte[] roomId, IReadOnlyList<RoomCode> before, IReadOnlyList<RoomCode> after)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        HashSet<string> staying = [];
        foreach (RoomCode code in after)
        {
            staying.Add(code.Code);
            codes[Encoding.UTF8.GetBytes(code.Code)] = new(this, roomId, code);
        }
        foreach (RoomCode code in before)
        {
            if (!staying.Contains(code.Code))
                codes.TryRemove(Encoding.UTF8.GetBytes(code.Code), out _);
        }
    }

    /// <summary>Drops an entry of which nothing is left. Under the lock.</summary>
    private void RemoveIfUnused(RoomEntry entry)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        Debug.Assert(entry.Waiters is null || entry.Pending > 0);
        if (entry is { Pending: 0, Stored: null, Current: null })
            _byId.TryRemove(entry.Key, out _);
    }
}
