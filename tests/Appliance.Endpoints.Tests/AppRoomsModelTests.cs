using System.Text;
using Appliance.Policy;
using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>
/// The rooms of an app against a slow model: changes of a few rooms with few names and codes, storage that does them
/// in some order and is heard of in another, or fails, and news of other appliances.
/// </summary>
public sealed class AppRoomsModelTests
{
    private const int RoomsMax = 20;
    private static readonly App Clinic = Policies.Current.FindApp("clinic"u8)!;

    private enum StepKind
    {
        Put,
        Drop,
        LeaveAlone,
        Do,
        Fail,
        Hear,
        Elsewhere,
        List,
    }

    private sealed record Step(StepKind Kind, int Room, int Name, int Codes, int Which);

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Frequency(
            (6, Gen.Const(StepKind.Put)), (3, Gen.Const(StepKind.Drop)), (1, Gen.Const(StepKind.LeaveAlone)),
            (6, Gen.Const(StepKind.Do)), (2, Gen.Const(StepKind.Fail)), (6, Gen.Const(StepKind.Hear)),
            (1, Gen.Const(StepKind.Elsewhere)), (2, Gen.Const(StepKind.List))),
        Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 7], Gen.Int[0, 99],
        (kind, room, name, codes, which) => new Step(kind, room, name, codes, which));

    [Fact]
    public void Rooms_are_what_the_model_says_whatever_becomes_of_changes() =>
        Steps.Array[1, 60].Sample(steps => new Run().All(steps), iter: 5_000);

    [Fact]
    public void No_more_rooms_are_made_than_the_policy_allows()
    {
        HeldStorage storage = new();
        AppRooms rooms = new RoomDirectory(Policies.Current, storage).Of(Clinic);
        for (int room = 0; room < RoomsMax; room++)
            Assert.Equal(RoomRefusal.None, Make(room));
        Assert.Equal(RoomRefusal.TooManyRooms, Make(RoomsMax));
        // What is not stored makes room for another, once that is known.
        storage.Writes[3].Complete(StorageOutcome.Unavailable);
        Assert.Equal(RoomRefusal.None, Make(RoomsMax));
        Assert.Equal(RoomRefusal.TooManyRooms, Make(RoomsMax + 1));
        Assert.Equal(
            RoomRefusal.None, rooms.TryChangeKnown("desk", 0, room => room with { IsEnabled = false }, out _));
        Assert.Equal(
            RoomRefusal.UnknownRoom, rooms.TryChangeKnown("no-desk", 0, room => room with { IsEnabled = false }, out _));

        RoomRefusal Make(int room) =>
            rooms.TryChange($"room-{room}", _ => new() { Id = $"room-{room}" }, out _);
    }

    [Fact]
    public void A_page_looks_at_so_many_rooms_and_no_more()
    {
        AppRooms rooms = new RoomDirectory(Policies.Current, new MemoryRoomStore()).Of(Clinic);
        string wanted = $"room-{AppRooms.LookedAtMax:00000}";
        for (int room = 0; room <= AppRooms.LookedAtMax; room++)
            rooms.Take($"room-{room:00000}", new() { Id = $"room-{room:00000}" });
        List<MadeRoom> page = [];
        RoomPlace? end = rooms.List(default, room => room.Id == wanted, count: 10, page);
        Assert.Empty(page);
        Assert.Equal($"0-room-{AppRooms.LookedAtMax - 1:00000}", end.ToString());
        end = rooms.List(end!.Value, room => room.Id == wanted, count: 10, page);
        Assert.Equal(wanted, Assert.Single(page).Id);
        Assert.Null(rooms.List(end!.Value, _ => true, count: 10, page));
    }

    [Fact]
    public void A_code_is_there_all_the_time_while_its_room_changes()
    {
        RoomDirectory directory = new(Policies.Current, new MemoryRoomStore());
        RoomCode code = new("abc-defg-hij", "moderator", IsEnabled: true, 0, 0);
        AppRooms rooms = directory.Of(Clinic);
        rooms.TryChange("r", _ => new() { Id = "r", Codes = [code] }, out _);
        using CancellationTokenSource stop = new();
        Thread changing = new(() =>
        {
            while (!stop.IsCancellationRequested)
                rooms.TryChange("r", room => room! with { IsEnabled = !room.IsEnabled }, out _);
        });
        changing.Start();
        int missed = 0;
        for (int look = 0; look < 100_000; look++)
            missed += directory.FindByCode("abc-defg-hij"u8) is null ? 1 : 0;
        stop.Cancel();
        changing.Join();
        Assert.Equal(0, missed);
    }

    /// <summary>One sequence of steps, on the rooms and on the model.</summary>
    private sealed class Run
    {
        private readonly HeldStorage _storage = new();
        private readonly RoomDirectory _directory;
        private readonly AppRooms _rooms;

        /// <summary>What storage has, with names that are one room's.</summary>
        private readonly Dictionary<string, MadeRoom> _stored = [];

        /// <summary>What everybody sees: the change that was begun last, and what is stored once all are heard
        /// of.</summary>
        private readonly Dictionary<string, MadeRoom?> _seen = [];

        /// <summary>What we heard that is stored.</summary>
        private readonly Dictionary<string, MadeRoom?> _kept = [];

        /// <summary>Those that we have not heard of yet, in the order of their beginning.</summary>
        private readonly List<Change> _changes = [];
        private int _clock;

        public Run()
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
                    RoomRefusal refusal = _rooms.TryChange(id, room => room, out RoomChange? begun);
                    Assert.Equal(Seen(id) is null ? RoomRefusal.UnknownRoom : RoomRefusal.LeftAlone, refusal);
                    Assert.Null(begun);
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
                    Elsewhere(id, step.Which % 3 == 0 ? null : RoomOf(step));
                    break;
                default:
                    List(step);
                    break;
            }
        }

        private MadeRoom RoomOf(Step step)
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
                Details = Encoding.ASCII.GetBytes($"{{\"n\":{_clock++}}}"),
            };
        }

        private void Begin(string id, MadeRoom? after)
        {
            MadeRoom? before = Seen(id);
            RoomRefusal expected = before is null && after is null ? RoomRefusal.UnknownRoom
                : after?.Name is { } name && Ids.Any(other => other != id && Seen(other)?.Name == name)
                    ? RoomRefusal.NameTaken
                : RoomRefusal.None;
            RoomRefusal refusal = _rooms.TryChange(
                id,
                room =>
                {
                    Assert.Same(before?.Details, room?.Details);
                    return after;
                },
                out RoomChange? begun);
            // While changes are on their way a name may be two rooms', and storage refuses one of them.
            if (refusal != RoomRefusal.None || expected != RoomRefusal.NameTaken || _changes.Count == 0)
                Assert.Equal(expected, refusal);
            Assert.Equal(refusal == RoomRefusal.None, begun is not null);
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
            change.Outcome = isNameTaken ? StorageOutcome.Refused : StorageOutcome.Done;
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
        private void Elsewhere(string id, MadeRoom? room)
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
            _rooms.Take(id, room);
        }

        private MadeRoom? Seen(string id) => _seen.GetValueOrDefault(id);

        private void Compare()
        {
            foreach (string id in Ids)
            {
                MadeRoom? seen = Seen(id);
                Assert.Same(seen?.Details, _rooms.Find(Bytes(id))?.Details);
                for (int code = 0; code < 3; code++)
                {
                    string text = $"code-{id[^1]}-{code}";
                    bool isThere = seen is not null && seen.Codes.Any(other => other.Code == text);
                    CodedRoom? coded = _directory.FindByCode(Bytes(text));
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
            MadeRoom[] expected = [.. Ids.Select(Seen).OfType<MadeRoom>()
                .OrderBy(room => room.CreatedAtMilliseconds).ThenBy(room => room.Id, StringComparer.Ordinal)];
            List<MadeRoom> listed = [];
            RoomPlace place = default;
            int count = 1 + step.Which % 3;
            while (true)
            {
                List<MadeRoom> page = [];
                RoomPlace? end = _rooms.List(place, _ => true, count, page);
                Assert.InRange(page.Count, 0, count);
                listed.AddRange(page);
                if (end is null)
                    break;
                Assert.True(RoomPlace.TryParse(end.Value.ToString(), out place));
            }
            Assert.Equal(expected.Select(room => room.Id), listed.Select(room => room.Id));
        }

        private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
    }

    private sealed record Change(string Id, MadeRoom? After, RoomChange Begun, RoomWrite Write)
    {
        public bool IsDecided { get; set; }

        /// <summary>A later change of the room was heard of before.</summary>
        public bool IsOutdated { get; set; }

        public StorageOutcome Outcome { get; set; }
    }
}
