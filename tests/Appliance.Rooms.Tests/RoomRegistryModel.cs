using System.Text;
using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Rooms.Tests;

/// <summary>Applies a sequence of steps to the room registry of an app and to a simple model of it.</summary>
internal sealed class RoomRegistryModel
{
    private static readonly App Clinic = Policies.Current.FindApp("clinic"u8)!;

    private readonly ManualRoomStore _storage = new();
    private readonly RoomDirectory _directory;
    private readonly RoomRegistry _rooms;

    /// <summary>The rooms in storage, where names are unique.</summary>
    private readonly Dictionary<string, RoomRecord> _inStorage = [];

    /// <summary>The rooms that readers see: the latest pending change, or the confirmed room if no change is
    /// pending.</summary>
    private readonly Dictionary<string, RoomRecord?> _visible = [];

    /// <summary>The rooms that storage has reported as stored.</summary>
    private readonly Dictionary<string, RoomRecord?> _confirmed = [];

    /// <summary>Changes without a reported outcome, in the order of their start.</summary>
    private readonly List<Change> _changes = [];

    /// <summary>First redemptions that wait for a pending session start.</summary>
    private readonly List<WaitingRedemption> _waitingRedemptions = [];

    /// <summary>The first confirmed session start of each room, keyed by id and creation time.</summary>
    private readonly Dictionary<(string Id, long CreatedAt), long> _confirmedStarts = [];
    private int _clock;

    public RoomRegistryModel()
    {
        _directory = new(Policies.Current, _storage);
        _rooms = _directory.Of(Clinic);
    }

    public bool Run(Step[] steps)
    {
        foreach (Step step in steps)
        {
            Apply(step);
            Compare();
            CompareSessions();
        }
        // When every outcome is reported, readers see the rooms in storage.
        foreach (Change change in _changes.ToArray())
        {
            if (!change.IsCompleted)
                CompleteInStorage(change, isDone: true);
        }
        foreach (Change change in _changes.ToArray())
            Report(change);
        Compare();
        CompareSessions();
        Assert.Empty(_waitingRedemptions);
        foreach (string id in Ids)
            Assert.Same(_inStorage.GetValueOrDefault(id)?.Details, _rooms.Find(Bytes(id))?.Details);
        return true;
    }

    private static IEnumerable<string> Ids => Enumerable.Range(0, 4).Select(room => $"room-{room}");

    private void Apply(Step step)
    {
        string id = $"room-{step.Room}";
        switch (step.Kind)
        {
            case StepKind.Put:
                BeginChange(id, RoomOf(step));
                break;
            case StepKind.Delete:
                BeginChange(id, null);
                break;
            case StepKind.NoChange:
                RoomRejection rejection = _rooms.TryChange(id, room => room, out RoomChange? pending);
                Assert.Equal(Visible(id) is null ? RoomRejection.UnknownRoom : RoomRejection.Unchanged, rejection);
                Assert.Null(pending);
                break;
            case StepKind.Session:
                BeginSession(id);
                break;
            case StepKind.Commit or StepKind.Fail:
                // Storage completes the changes of one room in order.
                Change? next = _changes.Where(change => !change.IsCompleted)
                    .DistinctBy(change => change.Id).ElementAtOrDefault(step.Which % 4);
                if (next is not null)
                    CompleteInStorage(next, step.Kind == StepKind.Commit);
                break;
            case StepKind.Report:
                Change[] completed = [.. _changes.Where(change => change.IsCompleted)];
                if (completed.Length > 0)
                    Report(completed[step.Which % completed.Length]);
                break;
            case StepKind.ExternalChange:
                RoomRecord? room = step.Which % 3 == 0 ? null : RoomOf(step);
                if (room is { SessionStartedAtSeconds: 0 } && step.Which % 3 == 1)
                    room = room with { SessionStartedAtSeconds = 1 + _clock++ };
                ExternalChange(id, room);
                break;
            default:
                List(step);
                break;
        }
    }

    private RoomRecord RoomOf(Step step)
    {
        RoomCode[] codes = [.. Enumerable.Range(0, 3).Where(code => (step.Codes >> code & 1) != 0)
            .Select(code => new RoomCode($"code-{step.Room}-{code}", "moderator", IsEnabled: true, 0, 0))];
        return new()
        {
            Id = $"room-{step.Room}",
            Name = step.Name == 0 ? null : $"name-{step.Name}",
            Codes = codes,
            // An update keeps the creation time.
            CreatedAtMilliseconds = Visible($"room-{step.Room}")?.CreatedAtMilliseconds ?? 1 + _clock++ / 2,
            SessionStartedAtSeconds = Visible($"room-{step.Room}")?.SessionStartedAtSeconds ?? 0,
            Details = Encoding.ASCII.GetBytes($$"""{"n":{{_clock++}}}"""),
        };
    }

    private void BeginSession(string id)
    {
        RoomRecord? before = Visible(id);
        bool isConfirmed = _confirmed.GetValueOrDefault(id) is { SessionStartedAtSeconds: > 0 };
        bool isStarted = before is { SessionStartedAtSeconds: > 0 };
        long start = 1 + _clock++;
        RoomRejection rejection = _rooms.TryStartSession(id, start, out RoomChange? pending, out Completion? settled);
        Assert.Equal(!isConfirmed && isStarted, settled is not null);
        if (isConfirmed || isStarted || before is null)
        {
            Assert.Null(pending);
            Assert.Equal(
                isConfirmed ? RoomRejection.Unchanged : isStarted ? RoomRejection.None : RoomRejection.UnknownRoom,
                    rejection);
            if (settled is not null)
                _waitingRedemptions.Add(new(id, settled));
            return;
        }
        // While changes are pending, two rooms may have one name, and one of them cannot be changed.
        if (rejection == RoomRejection.NameTaken && _changes.Count > 0)
            return;
        Assert.Equal(RoomRejection.None, rejection);
        Assert.Equal(start, pending!.Result!.SessionStartedAtSeconds);
        _visible[id] = pending.Result;
        _changes.Add(new(id, pending.Result, pending, _storage.Writes[^1]));
    }

    /// <summary>Waiting redemptions complete when a start is stored or no write is pending; a stored start never
    /// moves.</summary>
    private void CompareSessions()
    {
        foreach (string id in Ids)
        {
            Assert.Equal(
                Visible(id)?.SessionStartedAtSeconds, _rooms.Find(Bytes(id))?.SessionStartedAtSeconds);
            RoomRecord? confirmed = _confirmed.GetValueOrDefault(id);
            bool isConfirmed = confirmed is { SessionStartedAtSeconds: > 0 };
            Assert.Equal(confirmed?.SessionStartedAtSeconds ?? 0, _rooms.StoredSessionStart(Bytes(id)));
            if (isConfirmed)
            {
                _confirmedStarts.TryAdd((id, confirmed!.CreatedAtMilliseconds), confirmed.SessionStartedAtSeconds);
                Assert.Equal(
                    _confirmedStarts[(id, confirmed.CreatedAtMilliseconds)], confirmed.SessionStartedAtSeconds);
            }
            bool isSettled = isConfirmed || !_changes.Any(change => change.Id == id);
            Assert.All(
                _waitingRedemptions.Where(waiting =>
                    waiting.Id == id), waiting => Assert.Equal(isSettled, waiting.IsNotified));
            if (isSettled)
                _waitingRedemptions.RemoveAll(waiting => waiting.Id == id);
        }
    }

    private void BeginChange(string id, RoomRecord? after)
    {
        RoomRecord? before = Visible(id);
        RoomRejection expected = before is null && after is null ? RoomRejection.UnknownRoom
            : after?.Name is { } name && Ids.Any(other => other != id && Visible(other)?.Name == name)
                ? RoomRejection.NameTaken
            : RoomRejection.None;
        RoomRejection rejection = _rooms.TryChange(
            id,
            room =>
            {
                Assert.Same(before?.Details, room?.Details);
                return after;
            },
            out RoomChange? pending);
        // While changes are pending, two rooms may have one name, and storage rejects one of the changes.
        if (rejection != RoomRejection.None || expected != RoomRejection.NameTaken || _changes.Count == 0)
            Assert.Equal(expected, rejection);
        Assert.Equal(rejection == RoomRejection.None, pending is not null);
        if (pending is null)
            return;
        _visible[id] = after;
        _changes.Add(new(id, after, pending, _storage.Writes[^1]));
    }

    private void CompleteInStorage(Change change, bool isDone)
    {
        change.IsCompleted = true;
        change.Outcome = StorageOutcome.Unavailable;
        if (!isDone)
            return;
        bool isNameTaken = change.After?.Name is { } name
            && _inStorage.Any(other => other.Key != change.Id && other.Value.Name == name);
        change.Outcome = isNameTaken ? StorageOutcome.NameTaken : StorageOutcome.Done;
        if (isNameTaken)
            return;
        _inStorage.Remove(change.Id);
        if (change.After is not null)
            _inStorage.Add(change.Id, change.After);
    }

    private void Report(Change change)
    {
        change.Write.Complete(change.Outcome);
        Assert.False(change.Pending.Completion.MustAwait(() => throw new InvalidOperationException()));
        int index = _changes.IndexOf(change);
        _changes.RemoveAt(index);
        // A later change that was reported earlier takes precedence.
        if (change.Outcome == StorageOutcome.Done && !change.IsSuperseded)
            _confirmed[change.Id] = change.After;
        if (change.Outcome == StorageOutcome.Done)
        {
            foreach (Change earlier in _changes.Take(index).Where(other => other.Id == change.Id))
                earlier.IsSuperseded = true;
        }
        if (!_changes.Any(other => other.Id == change.Id))
            _visible[change.Id] = _confirmed.GetValueOrDefault(change.Id);
    }

    /// <summary>Only for a room without a pending change, because storage decides the order of concurrent
    /// changes.</summary>
    private void ExternalChange(string id, RoomRecord? room)
    {
        bool isFree = room?.Name is null
            || !Ids.Any(other => other != id && (Visible(other)?.Name == room.Name
                || _inStorage.GetValueOrDefault(other)?.Name == room.Name));
        if (!isFree || _changes.Any(change => change.Id == id))
            return;
        _confirmed[id] = _visible[id] = room;
        _inStorage.Remove(id);
        if (room is not null)
            _inStorage.Add(id, room);
        _rooms.ApplyExternalChange(id, room);
    }

    private RoomRecord? Visible(string id) => _visible.GetValueOrDefault(id);

    private void Compare()
    {
        foreach (string id in Ids)
        {
            RoomRecord? visible = Visible(id);
            Assert.Same(visible?.Details, _rooms.Find(Bytes(id))?.Details);
            for (int code = 0; code < 3; code++)
            {
                string text = $"code-{id[^1]}-{code}";
                bool exists = visible is not null && visible.Codes.Any(other => other.Code == text);
                RoomCodeTarget? target = _directory.FindByCode(Bytes(text));
                Assert.Equal(exists, target is not null);
                Assert.Equal(exists ? id : null, target is null ? null : Encoding.ASCII.GetString(target.RoomId));
            }
        }
        for (int name = 1; name < 4; name++)
        {
            string[] owners = [.. Ids.Where(id => Visible(id)?.Name == $"name-{name}")];
            string? found = _rooms.FindByName($"name-{name}")?.Id;
            if (_changes.Count == 0)
                Assert.Equal(owners.SingleOrDefault(), found);
            else if (found is not null)
                Assert.Contains(found, owners);
        }
    }

    private void List(Step step)
    {
        RoomRecord[] expected = [.. Ids.Select(Visible).OfType<RoomRecord>()
            .OrderBy(room => room.CreatedAtMilliseconds).ThenBy(room => room.Id, StringComparer.Ordinal)];
        List<RoomRecord> listed = [];
        RoomCursor cursor = default;
        int count = 1 + step.Which % 3;
        while (true)
        {
            List<RoomRecord> page = [];
            RoomCursor? end = _rooms.List(cursor, _ => true, count, page);
            Assert.InRange(page.Count, 0, count);
            listed.AddRange(page);
            if (end is null)
                break;
            Assert.True(RoomCursor.TryParse(end.Value.ToString(), out cursor));
        }
        Assert.Equal(expected.Select(room => room.Id), listed.Select(room => room.Id));
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    internal enum StepKind
    {
        Put,
        Delete,
        NoChange,
        Session,
        Commit,
        Fail,
        Report,
        ExternalChange,
        List,
    }

    internal sealed record Step(StepKind Kind, int Room, int Name, int Codes, int Which);

    private sealed class WaitingRedemption
    {
        public WaitingRedemption(string id, Completion settled)
        {
            Id = id;
            Assert.True(settled.MustAwait(() => () => IsNotified = true));
        }

        public string Id { get; }

        public bool IsNotified { get; private set; }
    }

    private sealed record Change(string Id, RoomRecord? After, RoomChange Pending, RoomWrite Write)
    {
        public bool IsCompleted { get; set; }

        /// <summary>A later change of the room was reported first.</summary>
        public bool IsSuperseded { get; set; }

        public StorageOutcome Outcome { get; set; }
    }
}
