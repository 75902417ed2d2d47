using Appliance.PolicyModel;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>Deciding whether a role gets a token for a room, and its lifetime.</summary>
[MemoryDiagnoser]
public class DecideBenchmarks
{
    private readonly byte[] _role = "host"u8.ToArray();

    [GlobalSetup]
    public void Check()
    {
        if (FindAndDecide() != Decide() || FindAndDecide() == 0)
            throw new InvalidOperationException("the policy denies the benchmarked token");
    }

    /// <summary>Finds room and role by their bytes, then applies the rules. Returns the token's lifetime in seconds,
    /// or 0 if denied.</summary>
    [Benchmark]
    public long FindAndDecide() =>
        Inputs.App.TryFindRoom(Inputs.RoomId, out Room room) && Inputs.App.FindRole(_role) is { } role
            ? Rules.Decide(role.Constraints, room.Constraints, Inputs.NowSeconds, Rules.DefaultLifetime).LifetimeSeconds
            : 0;

    /// <summary>Only the rules.</summary>
    [Benchmark]
    public long Decide() =>
        Rules.Decide(Inputs.Role.Constraints, Inputs.Room.Constraints, Inputs.NowSeconds, Rules.DefaultLifetime)
            .LifetimeSeconds;
}
