using System.Diagnostics;
using Appliance.Rooms;

namespace Appliance.Endpoints;

/// <summary>Time and tenants of one turn of a thread's loop. Only <see cref="ApiHandler.BeginTurn"/> and
/// <see cref="ApiHandler.BeginDrain"/> change it.</summary>
internal sealed class Turn
{
    private Tenants? _tenants;

    /// <summary>The issue time of the turn's tokens, Unix seconds.</summary>
    public long NowSeconds { get; private set; }

    /// <summary>The same on a monotonic clock.</summary>
    public long MonotonicMilliseconds { get; private set; }

    /// <summary>How current the room data is.</summary>
    public RoomFreshness Freshness { get; private set; }

    /// <summary>Whether the process is shutting down: no turn after this one accepts connections.</summary>
    public bool IsDraining { get; set; }

    /// <summary>The tenants; a reload replaces them.</summary>
    public Tenants Tenants
    {
        get
        {
            Debug.Assert(_tenants is not null, "a turn has begun");
            return _tenants;
        }
    }

    public void Begin(long nowSeconds, long monotonicMilliseconds, RoomFreshness freshness, Tenants tenants)
    {
        Debug.Assert(monotonicMilliseconds >= MonotonicMilliseconds);
        NowSeconds = nowSeconds;
        MonotonicMilliseconds = monotonicMilliseconds;
        Freshness = freshness;
        _tenants = tenants;
    }
}
