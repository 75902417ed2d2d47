using System.Text;
using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>One sequence of steps, on the rooms of an app and on a slow model of them.</summary>
internal sealed class RoomRegistryModel
{
    private static readonly App Clinic = Policies.Current.FindApp("clinic"u8)!;

    private readonly HeldStorage _storage = new();
    private readonly RoomDirectory _directory;
    private readonly RoomRegistry _rooms;

    /// <summary>What storage has, with names that are one room's.</summary>
    private readonly Dictionary<string, RoomRecord> _stored = [];

    /// <summary>What everybody sees: the change that was begun last, and what is stored once all are heard
    /// of.</summary>
    private readonly Dictionary<string, RoomRecord?> _seen = [];

    /// <summary>What we heard that is stored.</summary>
    private readonly Dictionary<string, RoomRecord?> _kept = [];

    /// <summary>Those that we have not heard of yet, in the order of their beginning.</summary>
    private readonly List<Change> _changes = [];

    /// <summary>First redemptions that found a start on its way into storage.</summary>
    private readonly List<Waiting> _waiting = [];

    /// <summary>The start that was kept first, of a room and its time of making.</summary>
    private readonly Dictionary<(string Id, long Made), long> _starts = [];
    private int _clock;

    public RoomRegistryModel()
    {
        _directory = new(Policies.Current, _storage);
        _rooms = _directory.Of(Clinic);
    }

    public bool All(Step[] steps)
    {
        foreach (Step step in steps)
        {
            Take(step);
            Compare();
            CompareSessions();
        }
        // In the end all is heard of, and what is seen is what is stored.
        foreach (Change change in _changes.ToArray())
        {
            if (!change.IsDecided)
                Decide(change, isDone: true);
        }
        foreach (Change change in _changes.ToArray())
            Hear(change);
        Compare();
        CompareSessions();
        Assert.Empty(_waiting);
        foreach (string id in Ids)
            Assert.Same(_stored.GetValueOrDefault(id)?.Details, _rooms.Find(Bytes(id))?.Details);
        return true;
    }

    private static IEnumerable<string> Ids => Enumerable.Range(0, 4).Select(room => $"room-{room}");

    private void Take(Step step)
    {
        string id = $"room-{step.Room}";
        switch (step.Kind)
        {
            case StepKind.Put:
                Begin(id, RoomOf(step));
                break;
            case StepKind.Drop:
                Begin(id, null);
                break;
            case StepKind.LeaveAlone:
                RoomRejection refusal = _rooms.TryChange(id, room => room, out RoomChange? begun);
                Assert.Equal(Seen(id) is null ? RoomRejection.UnknownRoom : RoomRejection.Unchanged, refusal);
                Assert.Null(begun);
                break;
            case StepKind.Session:
                BeginSession(id);
                break;
            case StepKind.Do or StepKind.Fail:
                // Of one room's changes storage does the first first.
                Change? next = _changes.Where(change => !change.IsDecided)
                    .DistinctBy(change => change.Id).ElementAtOrDefault(step.Which % 4);
                if (next is not null)
                    Decide(next, step.Kind == StepKind.Do);
                break;
            case StepKind.Hear:
                Change[] decided = [.. _changes.Where(change => change.IsDecided)];
                if (decided.Length > 0)
                    Hear(decided[step.Which % decided.Length]);
                break;
            case StepKind.Elsewhere:
                RoomRecord? room = step.Which % 3 == 0 ? null : RoomOf(step);
                if (room is { SessionStartedAtSeconds: 0 } && step.Which % 3 == 1)
                    room = room with { SessionStartedAtSeconds = 1 + _clock++ };
                Elsewhere(id, room);
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
            // A room that stays keeps the time of its making.
            CreatedAtMilliseconds = Seen($"room-{step.Room}")?.CreatedAtMilliseconds ?? 1 + _clock++ / 2,
            SessionStartedAtSeconds = Seen($"room-{step.Room}")?.SessionStartedAtSeconds ?? 0,
            Details = Encoding.ASCII.GetBytes($"{{\"n\":{_clock++}}}"),
        };
    }

    private void BeginSession(string id)
    {
        RoomRecord? before = Seen(id);
        bool isKept = _kept.GetValueOrDefault(id) is { SessionStartedAtSeconds: > 0 };
        bool isBegun = before is { SessionStartedAtSeconds: > 0 };
        long start = 1 + _clock++;
        RoomRejection refusal = _rooms.TryStartSession(id, start, out RoomChange? begun, out Completion? settled);
        Assert.Equal(!isKept && isBegun, settled is not null);
        if (isKept || isBegun || before is null)
        {
            Assert.Null(begun);
            Assert.Equal(
                isKept ? RoomRejection.Unchanged : isBegun ? RoomRejection.None : RoomRejection.UnknownRoom, refusal);
            if (settled is not null)
                _waiting.Add(new(id, settled));
            return;
        }
        // While changes are pending, two rooms may have one name, and one of them cannot be changed.
        if (refusal == RoomRejection.NameTaken && _changes.Count > 0)
            return;
        Assert.Equal(RoomRejection.None, refusal);
        Assert.Equal(start, begun!.Result!.SessionStartedAtSeconds);
        _seen[id] = begun.Result;
        _changes.Add(new(id, begun.Result, begun, _storage.Writes[^1]));
    }

    /// <summary>Waiting redemptions complete when a start is stored or no write is pending; a stored start never
    /// moves.</summary>
    private void CompareSessions()
    {
        foreach (string id in Ids)
        {
            Assert.Equal(
                Seen(id)?.SessionStartedAtSeconds, _rooms.Find(Bytes(id))?.SessionStartedAtSeconds);
            RoomRecord? kept = _kept.GetValueOrDefault(id);
            bool isKept = kept is { SessionStartedAtSeconds: > 0 };
            Assert.Equal(kept?.SessionStartedAtSeconds ?? 0, _rooms.StoredSessionStart(Bytes(id)));
            if (isKept)
            {
                _starts.TryAdd((id, kept!.CreatedAtMilliseconds), kept.SessionStartedAtSeconds);
                Assert.Equal(_starts[(id, kept.CreatedAtMilliseconds)], kept.SessionStartedAtSeconds);
            }
            bool isSettled = isKept || !_changes.Any(change => change.Id == id);
            Assert.All(
                _waiting.Where(waiting => waiting.Id == id), waiting => Assert.Equal(isSettled, waiting.IsTold));
            if (isSettled)
                _waiting.RemoveAll(waiting => waiting.Id == id);
        }
    }

    private void Begin(string id, RoomRecord? after)
    {
        RoomRecord? before = Seen(id);
        RoomRejection expected = before is null && after is null ? RoomRejection.UnknownRoom
            : after?.Name is { } name && Ids.Any(other => other != id && Seen(other)?.Name == name)
                ? RoomRejection.NameTaken
            : RoomRejection.None;
        RoomRejection refusal = _rooms.TryChange(
            id,
            room =>
            {
                Assert.Same(before?.Details, room?.Details);
                return after;
            },
            out RoomChange? begun);
        // While changes are on their way a name may be two rooms', and storage refuses one of them.
        if (refusal != RoomRejection.None || expected != RoomRejection.NameTaken || _changes.Count == 0)
            Assert.Equal(expected, refusal);
        Assert.Equal(refusal == RoomRejection.None, begun is not null);
        if (begun is null)
            return;
        _seen[id] = after;
        _changes.Add(new(id, after, begun, _storage.Writes[^1]));
    }

    private void Decide(Change change, bool isDone)
    {
        change.IsDecided = true;
        change.Outcome = StorageOutcome.Unavailable;
        if (!isDone)
            return;
        bool isNameTaken = change.After?.Name is { } name
            && _stored.Any(other => other.Key != change.Id && other.Value.Name == name);
        change.Outcome = isNameTaken ? StorageOutcome.Rejected : StorageOutcome.Done;
        if (isNameTaken)
            return;
        _stored.Remove(change.Id);
        if (change.After is not null)
            _stored.Add(change.Id, change.After);
    }

    private void Hear(Change change)
    {
        change.Write.Complete(change.Outcome);
        Assert.False(change.Begun.Completion.MustAwait(() => throw new InvalidOperationException()));
        int index = _changes.IndexOf(change);
        _changes.RemoveAt(index);
        // What was heard of before and was begun after counts more.
        if (change.Outcome == StorageOutcome.Done && !change.IsOutdated)
            _kept[change.Id] = change.After;
        if (change.Outcome == StorageOutcome.Done)
        {
            foreach (Change earlier in _changes.Take(index).Where(other => other.Id == change.Id))
                earlier.IsOutdated = true;
        }
        if (!_changes.Any(other => other.Id == change.Id))
            _seen[change.Id] = _kept.GetValueOrDefault(change.Id);
    }

    /// <summary>Only of a room that nobody changes here: which of two came last is storage's to say.</summary>
    private void Elsewhere(string id, RoomRecord? room)
    {
        bool isFree = room?.Name is null
            || !Ids.Any(other => other != id && (Seen(other)?.Name == room.Name
                || _stored.GetValueOrDefault(other)?.Name == room.Name));
        if (!isFree || _changes.Any(change => change.Id == id))
            return;
        _kept[id] = _seen[id] = room;
        _stored.Remove(id);
        if (room is not null)
            _stored.Add(id, room);
        _rooms.ApplyExternalChange(id, room);
    }

    private RoomRecord? Seen(string id) => _seen.GetValueOrDefault(id);

    private void Compare()
    {
        foreach (string id in Ids)
        {
            RoomRecord? seen = Seen(id);
            Assert.Same(seen?.Details, _rooms.Find(Bytes(id))?.Details);
            for (int code = 0; code < 3; code++)
            {
                string text = $"code-{id[^1]}-{code}";
                bool isThere = seen is not null && seen.Codes.Any(other => other.Code == text);
                RoomCodeTarget? coded = _directory.FindByCode(Bytes(text));
                Assert.Equal(isThere, coded is not null);
                Assert.Equal(isThere ? id : null, coded is null ? null : Encoding.ASCII.GetString(coded.RoomId));
            }
        }
        for (int name = 1; name < 4; name++)
        {
            string[] having = [.. Ids.Where(id => Seen(id)?.Name == $"name-{name}")];
            string? found = _rooms.FindByName($"name-{name}")?.Id;
            if (_changes.Count == 0)
                Assert.Equal(having.SingleOrDefault(), found);
            else if (found is not null)
                Assert.Contains(found, having);
        }
    }

    private void List(Step step)
    {
        RoomRecord[] expected = [.. Ids.Select(Seen).OfType<RoomRecord>()
            .OrderBy(room => room.CreatedAtMilliseconds).ThenBy(room => room.Id, StringComparer.Ordinal)];
        List<RoomRecord> listed = [];
        RoomCursor place = default;
        int count = 1 + step.Which % 3;
        while (true)
        {
            List<RoomRecord> page = [];
            RoomCursor? end = _rooms.List(place, _ => true, count, page);
            Assert.InRange(page.Count, 0, count);
            listed.AddRange(page);
            if (end is null)
                break;
            Assert.True(RoomCursor.TryParse(end.Value.ToString(), out place));
        }
        Assert.Equal(expected.Select(room => room.Id), listed.Select(room => room.Id));
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    internal enum StepKind
    {
        Put,
        Drop,
        LeaveAlone,
        Session,
        Do,
        Fail,
        Hear,
        Elsewhere,
        List,
    }

    internal sealed record Step(StepKind Kind, int Room, int Name, int Codes, int Which);

    private sealed class Waiting
    {
        public Waiting(string id, Completion settled)
        {
            Id = id;
            Assert.True(settled.MustAwait(() => () => IsTold = true));
        }

        public string Id { get; }

        public bool IsTold { get; private set; }
    }

    private sealed record Change(string Id, RoomRecord? After, RoomChange Begun, RoomWrite Write)
    {
        public bool IsDecided { get; set; }

        /// <summary>A later change of the room was heard of before.</summary>
        public bool IsOutdated { get; set; }

        public StorageOutcome Outcome { get; set; }
    }
}
