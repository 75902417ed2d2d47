using System.Collections.Concurrent;
using System.Text;
using Appliance.Policy;
using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>
/// One app's rooms that were made at run time, and what was changed of the policy's. Lookups take no lock. A change is
/// seen by all threads at once; should storage fail to keep it, it is taken back, and whoever asked for it is told.
/// </summary>
internal sealed class AppRooms(App app, IRoomStore store)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<byte[], Entry> _byId = new(Utf8Keys.Comparer);
    private readonly ConcurrentDictionary<byte[], Entry> _byCode = new(Utf8Keys.Comparer);

    /// <summary>By name, those on their way into storage included. Under the lock, as is all that changes.</summary>
    private readonly Dictionary<string, Entry> _byName = [];

    /// <summary>In the order of their making, for pages.</summary>
    private readonly SortedDictionary<(long CreatedAtMilliseconds, string Id), Entry> _inOrder = new(Order);
    private volatile bool _hasAny;

    private static IComparer<(long, string)> Order { get; } = Comparer<(long At, string Id)>.Create(
        (left, right) => left.At != right.At
            ? left.At.CompareTo(right.At) : string.CompareOrdinal(left.Id, right.Id));

    public App App => app;

    /// <summary>A room that was made at run time, or the policy's; the room is there unless it is unknown.</summary>
    public RoomState Find(ReadOnlySpan<byte> id, out Room room)
    {
        MadeRoom? made = Find(id);
        bool isKnown;
        if (made is null || made.IsOfPolicy)
        {
            isKnown = app.TryFindRoom(id, out room);
        }
        else
        {
            isKnown = made.Type is not null;
            room = isKnown ? made.Room : default;
        }
        return !isKnown ? RoomState.Unknown
            : made is null ? RoomState.Open
            : !made.IsEnabled ? RoomState.Disabled
            : made.IsSpent ? RoomState.Spent
            : RoomState.Open;
    }

    /// <summary>What there is of the room beside the policy; null if nothing.</summary>
    public MadeRoom? Find(ReadOnlySpan<byte> id) =>
        _hasAny && _byId.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out Entry? entry)
            ? entry.Current : null;

    /// <summary>The room that a code opens, and the code.</summary>
    public MadeRoom? FindByCode(ReadOnlySpan<byte> text, out RoomCode? code)
    {
        code = null;
        if (!_hasAny || !_byCode.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(text, out Entry? entry)
            || entry.Current is not { } room)
            return null;
        foreach (RoomCode candidate in room.Codes)
        {
            if (Encoding.UTF8.GetBytes(candidate.Code).AsSpan().SequenceEqual(text))
                code = candidate;
        }
        return code is null ? null : room;
    }

    /// <summary>Up to so many rooms in the order of their making, the policy's not among them.</summary>
    /// <param name="after">The id of the last one of the page before; null for the first page.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="page">They are added to it.</param>
    /// <returns>False if there is no room <paramref name="after"/> which others could come.</returns>
    public bool TryList(string? after, int count, List<MadeRoom> page)
    {
        lock (_lock)
        {
            bool isThere = after is null;
            foreach (Entry entry in _inOrder.Values)
            {
                MadeRoom room = entry.Current!;
                if (isThere && page.Count == count)
                    break;
                if (isThere)
                    page.Add(room);
                isThere |= room.Id == after;
            }
            return isThere;
        }
    }

    /// <summary>Begins to make, change or drop a room.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="change">Makes of the room as it is, null if it is not there, what it is to be, null to drop
    /// it.</param>
    /// <param name="begun">Completes when storage has done it, if there is no refusal.</param>
    public RoomRefusal TryChange(string id, Func<MadeRoom?, MadeRoom?> change, out RoomChange? begun)
    {
        lock (_lock)
        {
            begun = null;
            byte[] key = Encoding.UTF8.GetBytes(id);
            _byId.TryGetValue(key, out Entry? entry);
            MadeRoom? before = entry?.Current;
            MadeRoom? after = change(before);
            if (before is null && after is null)
                return RoomRefusal.UnknownRoom;
            RoomRefusal refusal = WhyNot(entry, before, after);
            if (refusal != RoomRefusal.None)
                return refusal;
            entry ??= new(key);
            begun = new(this)
            {
                Result = after,
                Room = new(app.Name, id, after?.Name, after is null ? [] : RoomDocument.Write(after)),
                IsDelete = after is null,
            };
            entry.Pending++;
            Show(entry, after);
            // Still under the lock: two changes of one room reach storage in their order.
            store.Write(begun);
            return RoomRefusal.None;
        }
    }

    /// <summary>Storage has done a change, or has not.</summary>
    public void Settle(RoomChange change)
    {
        lock (_lock)
        {
            byte[] key = Encoding.UTF8.GetBytes(change.Room.Id);
            if (!_byId.TryGetValue(key, out Entry? entry))
                return;
            entry.Pending--;
            if (change.Outcome == StorageOutcome.Done)
                entry.Kept = change.Result;
            else if (entry.Pending == 0)
                Show(entry, entry.Kept);
            Forget(entry);
        }
    }

    /// <summary>Another appliance has changed the room, or dropped it, or it was there before this one
    /// started.</summary>
    public void Take(string id, MadeRoom? room)
    {
        lock (_lock)
        {
            byte[] key = Encoding.UTF8.GetBytes(id);
            if (!_byId.TryGetValue(key, out Entry? entry))
                entry = new(key);
            entry.Kept = room;
            // What is on its way from here comes after it.
            if (entry.Pending == 0)
                Show(entry, room);
            Forget(entry);
        }
    }

    private RoomRefusal WhyNot(Entry? entry, MadeRoom? before, MadeRoom? after)
    {
        if (after is null)
            return RoomRefusal.None;
        if (after.Name is not null && _byName.TryGetValue(after.Name, out Entry? other) && other != entry)
            return RoomRefusal.NameTaken;
        return before is null && !after.IsOfPolicy && _inOrder.Count >= app.RoomsMax
            ? RoomRefusal.TooManyRooms : RoomRefusal.None;
    }

    /// <summary>Puts a room in the place of the one that the entry has.</summary>
    private void Show(Entry entry, MadeRoom? room)
    {
        MadeRoom? before = entry.Current;
        if (before is { Name: not null } && before.Name != room?.Name)
            _byName.Remove(before.Name);
        if (before is { IsOfPolicy: false } && room is null)
            _inOrder.Remove((before.CreatedAtMilliseconds, before.Id));
        foreach (RoomCode code in before?.Codes ?? [])
            _byCode.TryRemove(Encoding.UTF8.GetBytes(code.Code), out _);

        entry.Current = room;
        _byId[entry.Key] = entry;
        if (room is null)
            return;
        if (room.Name is not null)
            _byName[room.Name] = entry;
        if (!room.IsOfPolicy)
            _inOrder[(room.CreatedAtMilliseconds, room.Id)] = entry;
        foreach (RoomCode code in room.Codes)
            _byCode[Encoding.UTF8.GetBytes(code.Code)] = entry;
        _hasAny = true;
    }

    /// <summary>Drops an entry of which nothing is left.</summary>
    private void Forget(Entry entry)
    {
        if (entry is { Pending: 0, Kept: null, Current: null })
            _byId.TryRemove(entry.Key, out _);
    }

    private sealed class Entry(byte[] key)
    {
        private volatile MadeRoom? _current;

        public byte[] Key { get; } = key;

        /// <summary>What all threads see.</summary>
        public MadeRoom? Current
        {
            get => _current;
            set => _current = value;
        }

        /// <summary>What storage has, as far as is known.</summary>
        public MadeRoom? Kept { get; set; }

        /// <summary>Changes on their way into storage.</summary>
        public int Pending { get; set; }
    }
}
