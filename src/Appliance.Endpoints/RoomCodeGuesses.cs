namespace Appliance.Endpoints;

/// <summary>Room code guesses from all addresses.</summary>
/// <param name="App">The app that the requests named; null if they named none.</param>
/// <param name="Wrong">Codes that were looked up and are unknown.</param>
/// <param name="RateLimited">Requests that got a 429 before the lookup.</param>
/// <param name="Milliseconds">The time span of the guesses.</param>
public readonly record struct RoomCodeGuesses(string? App, long Wrong, long RateLimited, long Milliseconds);
