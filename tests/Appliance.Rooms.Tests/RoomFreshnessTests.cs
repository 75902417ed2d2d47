using Appliance.Storage;

namespace Appliance.Rooms.Tests;

/// <summary>The freshness of the room data in each state of the store, and the room states it allows.</summary>
public sealed class RoomFreshnessTests
{
    private const long StaleMax = 60_000;
    private const string Id = "0123456789abcdef01234567";
    private const string NotAnId = "Dr. M";

    /// <summary>For each state of the store the freshness within the stale limit, beyond it, and without a
    /// limit.</summary>
    private static readonly Dictionary<StoreState, RoomFreshness[]> Freshness = new()
    {
        [StoreState.NeverSynced] = [RoomFreshness.Unknown, RoomFreshness.Unknown, RoomFreshness.Stale],
        [StoreState.Disconnected] = [RoomFreshness.Stale, RoomFreshness.Unknown, RoomFreshness.Stale],
        [StoreState.Current] = [RoomFreshness.Current, RoomFreshness.Current, RoomFreshness.Current],
    };

    /// <summary>A state found in data of that freshness, and whether it may be reported for a policy room, a run-time
    /// room, a well-formed id without a record, and another text.</summary>
    private static readonly Dictionary<(RoomFreshness, RoomState), bool[]> Allowed = new()
    {
        [(RoomFreshness.Unknown, RoomState.Open)] = [false, false, false, false],
        [(RoomFreshness.Unknown, RoomState.Unknown)] = [false, false, false, true],
        [(RoomFreshness.Unknown, RoomState.Disabled)] = [true, true, true, true],
        [(RoomFreshness.Stale, RoomState.Open)] = [true, false, true, true],
        [(RoomFreshness.Stale, RoomState.Unknown)] = [false, false, false, true],
        [(RoomFreshness.Stale, RoomState.Disabled)] = [true, true, true, true],
        [(RoomFreshness.Current, RoomState.Open)] = [true, true, true, true],
        [(RoomFreshness.Current, RoomState.Unknown)] = [true, true, true, true],
        [(RoomFreshness.Current, RoomState.Disabled)] = [true, true, true, true],
    };

    [Fact]
    public void Every_state_of_the_store_has_a_freshness()
    {
        foreach (StoreState state in Enum.GetValues<StoreState>())
        {
            RoomFreshness[] actual =
            [
                FreshnessOf(state, StaleMax), FreshnessOf(state, StaleMax + 1),
                FreshnessOf(state, StaleMax + 1, long.MaxValue),
            ];
            Assert.Equal(Freshness[state], actual);
        }
    }

    [Fact]
    public void Every_state_of_a_room_is_allowed_or_not_for_every_freshness()
    {
        foreach (RoomFreshness freshness in Enum.GetValues<RoomFreshness>())
        {
            // Lookups report Unavailable, but never find it.
            foreach (RoomState state in Enum.GetValues<RoomState>().Where(state => state != RoomState.Unavailable))
            {
                bool[] actual =
                [
                    Allows(freshness, state, Id, new() { Id = Id, IsPolicyRoom = true }),
                    Allows(freshness, state, Id, new() { Id = Id }),
                    Allows(freshness, state, Id, null),
                    Allows(freshness, state, NotAnId, null),
                ];
                Assert.Equal(Allowed[(freshness, state)], actual);
            }
        }
    }

    private static bool Allows(RoomFreshness freshness, RoomState state, string id, RoomRecord? record) =>
        freshness.Allows(state, System.Text.Encoding.ASCII.GetBytes(id), record);

    private static RoomFreshness FreshnessOf(StoreState state, long sinceMilliseconds, long staleMax = StaleMax)
    {
        ManualRoomStore store = new() { State = state, LastReachableMilliseconds = 1 };
        RoomDirectory directory = new(Policies.Current, store) { StaleMillisecondsMax = staleMax };
        return directory.FreshnessAt(1 + sinceMilliseconds);
    }
}
