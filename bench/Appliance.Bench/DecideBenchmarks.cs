using Appliance.PolicyModel;
using BenchmarkDotNet.Attributes;

namespace Appliance.Bench;

/// <summary>Whether a role gets a token for a room, and how long it lives: both found by their bytes, then the
/// rules.</summary>
[MemoryDiagnoser]
public class DecideBenchmarks
{
    private readonly byte[] _role = "host"u8.ToArray();

    [GlobalSetup]
    public void Check()
    {
        if (FindAndDecide() != Decide() || FindAndDecide() == 0)
            throw new InvalidOperationException("the policy does not allow it");
    }

    /// <summary>The life of the token in seconds; 0 if there is none.</summary>
    [Benchmark]
    public long FindAndDecide() =>
        Inputs.App.TryFindRoom(Inputs.RoomId, out Room room) && Inputs.App.FindRole(_role) is { } role
            ? Rules.Decide(role.Constraints, room.Constraints, Inputs.NowSeconds, Rules.DefaultLifetime).LifetimeSeconds
            : 0;

    /// <summary>The rules alone.</summary>
    [Benchmark]
    public long Decide() =>
        Rules.Decide(Inputs.Role.Constraints, Inputs.Room.Constraints, Inputs.NowSeconds, Rules.DefaultLifetime)
            .LifetimeSeconds;
}
