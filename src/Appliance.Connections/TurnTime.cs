namespace Appliance.Connections;

/// <summary>The clocks, read once per event-loop turn.</summary>
/// <param name="UnixMilliseconds">Wall clock: milliseconds since 1970-01-01T00:00:00Z; may jump.</param>
/// <param name="MonotonicMilliseconds">Milliseconds that only increase, from an arbitrary start.</param>
public readonly record struct TurnTime(long UnixMilliseconds, long MonotonicMilliseconds);
