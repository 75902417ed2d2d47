using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Appliance.Rooms;

/// <summary>The entries of one app's rooms by id, by name, by creation time and by code. Lookups by id and code take no
/// lock; everything else is called under the registry's lock.</summary>
/// <param name="rooms">The registry.</param>
/// <param name="codes">The codes of all apps.</param>
/// <param name="guard">The registry's lock.</param>
internal sealed class RoomIndex(RoomRegistry rooms, ConcurrentDictionary<byte[], RoomCodeTarget> codes, Lock guard)
{
    private readonly ConcurrentDictionary<byte[], RoomEntry> _byId = new(Utf8Comparer.Instance);

    /// <summary>Pending rooms included.</summary>
    private readonly Dictionary<string, RoomEntry> _byName = [];
    private volatile bool _hasAny;

    /// <summary>By creation time, for pages.</summary>
    public SortedSet<RoomEntry> RuntimeRooms { get; } = new(Order);

    /// <summary>Records of rooms that match a pattern, oldest first.</summary>
    public SortedSet<RoomEntry> PatternRooms { get; } = new(Order);

    private static IComparer<RoomEntry> Order { get; } = Comparer<RoomEntry>.Create(
        (left, right) => left.Cursor.CompareTo(right.Cursor));

    public RoomEntry? Find(ReadOnlySpan<byte> id) =>
        _hasAny && _byId.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out RoomEntry? entry) ? entry : null;

    public RoomEntry? FindByName(string name)
    {
        Debug.Assert(guard.IsHeldByCurrentThread);
        return _byName.GetValueOrDefault(name);
    }

    /// <summary>Listed policy rooms do not count towards maxRooms: the policy bounds their number.</summary>
    public bool IsListed(byte[] key, RoomRecord room) => room.IsPolicyRoom && rooms.App.IndexOfRoom(key) >= 0;

    /// <summary>Makes a record visible to all threads.</summary>
    public void Publish(RoomEntry entry, RoomRecord? room)
    {
        Debug.Assert(guard.IsHeldByCurrentThread);
        RoomRecord? before = entry.Current;
        // Storage may have assigned the name to another room in the meantime.
        if (before?.Name is { } name && name != room?.Name && FindByName(name) == entry)
            _byName.Remove(name);
        if (before is not null && !IsListed(entry.Key, before))
        {
            bool isRemoved = SetOf(before).Remove(entry);
            Debug.Assert(isRemoved);
        }

        entry.Current = room;
        _byId[entry.Key] = entry;
        if (room is not null)
        {
            _hasAny = true;
            if (room.Name is not null)
                _byName[room.Name] = entry;
            if (!IsListed(entry.Key, room))
            {
                entry.Cursor = RoomCursor.Of(room);
                bool isAdded = SetOf(room).Add(entry);
                Debug.Assert(isAdded);
            }
        }
        PublishCodes(entry.Key, before?.Codes ?? [], room?.Codes ?? []);
    }

    /// <summary>Removes an entry that has no state left.</summary>
    public void RemoveIfUnused(RoomEntry entry)
    {
        Debug.Assert(guard.IsHeldByCurrentThread);
        if (entry.IsUnused)
            _byId.TryRemove(entry.Key, out _);
    }

    private SortedSet<RoomEntry> SetOf(RoomRecord room) => room.IsPolicyRoom ? PatternRooms : RuntimeRooms;

    /// <summary>A code that remains is never missing in between.</summary>
    private void PublishCodes(byte[] roomId, IReadOnlyList<RoomCode> before, IReadOnlyList<RoomCode> after)
    {
        Debug.Assert(guard.IsHeldByCurrentThread);
        HashSet<string> staying = [];
        foreach (RoomCode code in after)
        {
            staying.Add(code.Code);
            codes[Encoding.UTF8.GetBytes(code.Code)] = new(rooms, roomId, code);
        }
        foreach (RoomCode code in before)
        {
            if (!staying.Contains(code.Code))
                codes.TryRemove(Encoding.UTF8.GetBytes(code.Code), out _);
        }
        Debug.Assert(AllLeadTo(roomId, after));
    }

    private bool AllLeadTo(byte[] roomId, IReadOnlyList<RoomCode> published)
    {
        foreach (RoomCode code in published)
        {
            if (!codes.TryGetValue(Encoding.UTF8.GetBytes(code.Code), out RoomCodeTarget? target)
                || target.Rooms != rooms || !target.RoomId.AsSpan().SequenceEqual(roomId))
                return false;
        }
        return true;
    }
}
