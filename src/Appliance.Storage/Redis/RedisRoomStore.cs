using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace Appliance.Storage.Redis;

/// <summary>
/// The rooms of a <see cref="RedisStorage"/>. Redis numbers all changes and publishes them; all
/// appliances apply them in that order, their own included, so they agree. An own write completes when its change is
/// applied. On a gap in the versions, or if Redis has a later version, the store resyncs. Observers may write while
/// holding their own lock, so they are never called under <see cref="_lock"/>.
/// </summary>
internal sealed class RedisRoomStore : IRoomStore
{
    private static readonly TimeSpan NotificationTimeout = TimeSpan.FromMilliseconds(500);

    private readonly RedisConnection _connection;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Pending> _pending = [];

    /// <summary>Pending writes that conflicted, with the version at that time. They complete after the observer has
    /// received that version.</summary>
    private readonly Dictionary<string, long> _conflicts = [];

    /// <summary>Calls to observers and completions. Enqueued under the lock, in the order of the changes; delivered
    /// without it.</summary>
    private readonly RedisNotifications _notifications = new();
    private HashSet<(string App, string Id)> _tracked = [];
    private IRoomObserver? _observer;

    /// <summary>The snapshot being read, if any.</summary>
    private RedisRoomSnapshot? _snapshot;
    private volatile bool _isSynced;
    private string _writer = "";
    private long _writes;
    private long _version = -1;
    private long _versionPolled = -1;

    public RedisRoomStore(RedisConnection connection)
    {
        _connection = connection;
        connection.AddSnapshotReader(ReadAsync, PollAsync);
    }

    public bool IsAvailable => _connection.IsAvailable;

    public StoreState State => !_isSynced ? StoreState.NeverSynced
        : _connection.IsAvailable ? StoreState.Current : StoreState.Disconnected;

    public long LastReachableMilliseconds => _connection.LastReachableMilliseconds;

    public bool IsDurable => true;

    public void Open(IRoomObserver observer)
    {
        lock (_lock)
        {
            Debug.Assert(_observer is null);
            _observer = observer;
        }
        _connection.Subscribe(RedisScripts.Channel, Receive);
        _connection.Resync();
    }

    public void Write(RoomWrite write)
    {
        Debug.Assert(write.Outcome == StorageOutcome.Pending);
        if (!IsAvailable)
        {
            write.Complete(StorageOutcome.Unavailable);
            return;
        }
        Pending pending;
        string tag;
        lock (_lock)
        {
            pending = new(write, _version);
            tag = string.Create(CultureInfo.InvariantCulture, $"{_writer}-{++_writes}");
            _pending.Add(tag, pending);
        }
        _ = WriteAsync(tag, pending);
    }

    private async Task WriteAsync(string tag, Pending pending)
    {
        StoredRoom room = pending.Write.Room;
        byte[] text = pending.Write.IsDelete ? [] : RedisRoomText.Write(room);
        bool hasName = !pending.Write.IsDelete && room.Name is not null;
        try
        {
            long reply = (long)await _connection.EvaluateAsync(
                RedisScripts.WriteRoom,
                [
                    RedisScripts.VersionKey, RedisScripts.AppsKey, RedisScripts.RoomsPrefix + room.App,
                    RedisScripts.NamesPrefix + room.App,
                ],
                [
                    room.Id, text, hasName ? room.Name : "", hasName, room.App,
                    _connection.Channel(RedisScripts.Channel), RedisRoomText.WriteChange(tag, room, text),
                    pending.Write.IsConditional,
                    pending.Write.Expected is { } expected ? RedisRoomText.Write(expected) : [],
                ]).ConfigureAwait(false);
            if (reply == 0)
            {
                CompleteIfPending(tag, StorageOutcome.NameTaken);
                return;
            }
            if (reply < 0 && RedisScripts.ConflictAt(reply) < pending.VersionBefore)
            {
                // Versions only grow, so Redis has lost rooms. The observer must learn of that before the conflict.
                await _connection.ResyncAsync().ConfigureAwait(false);
                CompleteIfPending(tag, IsAvailable ? StorageOutcome.Conflict : StorageOutcome.Unavailable);
                return;
            }
            if (reply < 0
                ? TryCompleteConflict(tag, RedisScripts.ConflictAt(reply)) : TryCompleteWrite(tag, pending, reply))
                return;
            await Task.Delay(NotificationTimeout).ConfigureAwait(false);
            if (!IsPending(tag))
                return;
            // The notification was lost; the resync includes the change.
            await _connection.ResyncAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            _connection.Fail(e);
        }
        CompleteIfPending(tag, StorageOutcome.Unavailable);
    }

    private bool IsPending(string tag)
    {
        lock (_lock)
            return _pending.ContainsKey(tag);
    }

    /// <returns>Whether the write's change was applied, so that it is complete.</returns>
    private bool TryCompleteWrite(string tag, Pending pending, long version)
    {
        lock (_lock)
        {
            Debug.Assert(version > 0 && pending.Version == 0);
            pending.Version = version;
            if (!_pending.ContainsKey(tag))
                return true;
            if (version > _version)
                return false;
            // A resync already covered this version, maybe with later changes. Resync, since completing the write now
            // shows the observer an older room.
            _connection.RequestResync();
        }
        CompleteIfPending(tag, StorageOutcome.Done);
        return true;
    }

    /// <returns>Whether the write is complete: the observer received the change that it conflicted with.</returns>
    private bool TryCompleteConflict(string tag, long version)
    {
        lock (_lock)
        {
            _conflicts.Add(tag, version);
            CompleteConflictsUnderLock();
        }
        Deliver();
        return !IsPending(tag);
    }

    /// <summary>Call it after the room's notifications were enqueued, so that the observer receives the newer room
    /// before the conflict.</summary>
    private void CompleteConflictsUnderLock()
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        if (_conflicts.Count == 0)
            return;
        foreach ((string tag, long version) in new Dictionary<string, long>(_conflicts))
        {
            if (version <= _version)
                CompleteUnderLock(tag, StorageOutcome.Conflict);
        }
    }

    /// <summary>Completes the write unless it is already complete.</summary>
    private void CompleteIfPending(string tag, StorageOutcome outcome)
    {
        lock (_lock)
            CompleteUnderLock(tag, outcome);
        Deliver();
    }

    private void CompleteUnderLock(string tag, StorageOutcome outcome)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        _conflicts.Remove(tag);
        if (_pending.Remove(tag, out Pending? pending))
            EnqueueCompletion(pending, outcome);
    }

    private void EnqueueCompletion(Pending pending, StorageOutcome outcome)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        if (outcome == StorageOutcome.Done)
            Track(pending.Write.Room.App, pending.Write.Room.Id, !pending.Write.IsDelete);
        _notifications.Enqueue(() => pending.Write.Complete(outcome));
    }

    private void Deliver()
    {
        Debug.Assert(!_lock.IsHeldByCurrentThread);
        _notifications.Deliver();
    }

    private void Receive(byte[] change)
    {
        lock (_lock)
            ApplyUnderLock(change);
        Deliver();
    }

    private void ApplyUnderLock(byte[] change)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        _snapshot?.AddChange(change);
        try
        {
            long version = RedisRoomText.ReadChange(
                change, out string tag, out string app, out string id, out ReadOnlySpan<byte> text);
            if (version <= _version)
                return;
            if (version != _version + 1)
            {
                _connection.RequestResync();
                return;
            }
            _version = version;
            if (_pending.Remove(tag, out Pending? pending))
                EnqueueCompletion(pending, StorageOutcome.Done);
            else
                EnqueueChange(app, id, text);
            CompleteConflictsUnderLock();
        }
        catch (FormatException)
        {
            // Published by a newer appliance or another program.
            _connection.RequestResync();
        }
    }

    private void EnqueueChange(string app, string id, ReadOnlySpan<byte> text)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        Track(app, id, text.Length > 0);
        StoredRoom? room = text.Length > 0 ? RedisRoomText.Read(app, id, text) : null;
        IRoomObserver observer = _observer!;
        if (room is not null)
            _notifications.Enqueue(() => observer.Put(room));
        else
            _notifications.Enqueue(() => observer.Remove(app, id));
    }

    private void Track(string app, string id, bool exists)
    {
        if (exists)
            _tracked.Add((app, id));
        else
            _tracked.Remove((app, id));
    }

    /// <summary>Replaces the known rooms by those in Redis.</summary>
    private async Task ReadAsync()
    {
        RedisRoomSnapshot snapshot;
        long versionBefore;
        lock (_lock)
        {
            if (_observer is null)
                return;
            versionBefore = _version;
            _snapshot = snapshot = new(_observer.Apps);
        }
        try
        {
            await snapshot.ReadAsync(_connection).ConfigureAwait(false);
        }
        catch
        {
            lock (_lock)
                _snapshot = null;
            throw;
        }
        lock (_lock)
        {
            _snapshot = null;
            ApplyUnderLock(snapshot, versionBefore);
        }
        Deliver();
        _isSynced = true;
    }

    private void ApplyUnderLock(RedisRoomSnapshot snapshot, long versionBefore)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        if (!snapshot.TryApplyChanges())
            _connection.RequestResync();
        _writer = snapshot.Writer;
        // Later changes were applied during the reading. (A version below the one before: Redis has lost changes.)
        if (snapshot.Version < _version && snapshot.Version >= versionBefore)
            return;
        foreach ((string tag, Pending pending) in new Dictionary<string, Pending>(_pending))
        {
            if (pending.Version > 0 && pending.Version <= snapshot.Version)
                CompleteUnderLock(tag, StorageOutcome.Done);
        }
        if (snapshot.Version < versionBefore)
        {
            _connection.Warn("it has lost rooms and changes to policy rooms: disabled rooms may be enabled again. "
                + "Disable them again");
        }
        _version = snapshot.Version;
        Replace(snapshot.Rooms);
        CompleteConflictsUnderLock();
    }

    private void Replace(IReadOnlyDictionary<(string App, string Id), byte[]> rooms)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        HashSet<(string App, string Id)> removed = _tracked;
        _tracked = [];
        foreach (((string app, string id), byte[] text) in rooms)
        {
            removed.Remove((app, id));
            try
            {
                EnqueueChange(app, id, text);
            }
            catch (FormatException)
            {
                // A malformed room is ignored.
            }
        }
        IRoomObserver observer = _observer!;
        foreach ((string app, string id) in removed)
            _notifications.Enqueue(() => observer.Remove(app, id));
    }

    /// <summary>Requests a resync if the version of the previous poll was not applied yet: its notification is lost.
    /// </summary>
    private async Task PollAsync()
    {
        long version = (long)await _connection.EvaluateAsync(RedisScripts.ReadVersion, [RedisScripts.VersionKey], []);
        lock (_lock)
        {
            if (_observer is not null && (_version < _versionPolled || version < _version))
                _connection.RequestResync();
            _versionPolled = version;
        }
    }

    private sealed class Pending(RoomWrite write, long versionBefore)
    {
        public RoomWrite Write { get; } = write;

        /// <summary>The last version applied before the write was sent.</summary>
        public long VersionBefore { get; } = versionBefore;

        /// <summary>The version of the write's change; 0 until Redis has returned it.</summary>
        public long Version { get; set; }
    }
}
