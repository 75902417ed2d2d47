using Appliance.Rooms;

namespace Appliance.Endpoints;

/// <summary>
/// Receives events for the operator. Called on any serving thread: implementations must neither block nor throw. Events
/// that any request can cause are reported each time; the log throttles them.
/// </summary>
public interface IServiceLog : IRoomLog
{
    /// <summary>A policy room was disabled while storage is in memory, so that a restart enables it again.</summary>
    void RoomDisabledInMemory(string app, string room);

    /// <summary>A token was rejected because the ledger has seen a later time than the clock shows.</summary>
    /// <param name="untilSeconds">Until when tokens may be rejected for this reason, Unix seconds.</param>
    void ClockBehindLedger(long untilSeconds);

    /// <summary>Clients are guessing room codes.</summary>
    void RoomCodesGuessed(RoomCodeGuesses guesses);

    /// <summary>A credential was rejected with a 401. A missing credential is not reported.</summary>
    /// <param name="reason">The check that failed, one of the reasons in docs/security.md.</param>
    /// <param name="client">The client's address as IPv6 bits, IPv4 as ::ffff:a.b.c.d; 0 over a Unix socket.</param>
    /// <param name="app">The policy's app that the credential names; null if it names none.</param>
    /// <param name="route">The route's pattern, which contains nothing from the request.</param>
    void CredentialRejected(string reason, UInt128 client, string? app, string route);

    /// <summary>A client got a 429.</summary>
    /// <param name="limit">The limit exceeded, one of the names in docs/security.md.</param>
    /// <param name="client">As in <see cref="CredentialRejected"/>.</param>
    /// <param name="app">The policy's app that the request names; null if it names none.</param>
    /// <param name="route">As in <see cref="CredentialRejected"/>.</param>
    void RateLimited(string limit, UInt128 client, string? app, string route);

    /// <summary>A request got a 503 because its connection uses a slot reserved for health checks.</summary>
    void RejectedOnReservedSlot();
}
