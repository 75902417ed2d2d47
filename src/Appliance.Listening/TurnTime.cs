namespace Appliance.Listening;

/// <summary>The clocks, read once a wake-up for all that happens in it.</summary>
/// <param name="UnixMilliseconds">The wall clock: milliseconds since 1970-01-01T00:00:00Z; may jump.</param>
/// <param name="MonotonicMilliseconds">Milliseconds that only ever grow, from an arbitrary start.</param>
public readonly record struct TurnTime(long UnixMilliseconds, long MonotonicMilliseconds);
