namespace Appliance.Endpoints;

/// <summary>
/// Hears what the operator has to know. Called on any thread that serves: it must neither block nor throw. What every
/// request can cause is reported each time, and the log decides how much of it to write.
/// </summary>
public interface IServiceLog
{
    /// <summary>A stored room cannot be read and is left out.</summary>
    void RoomUnreadable(string app, string room);

    /// <summary>A room of the policy was disabled, and storage ends with the process.</summary>
    void RoomDisabledInMemory(string app, string room);

    /// <summary>A token was refused since the ledger has seen a later time than the clock has.</summary>
    /// <param name="untilSeconds">Until when tokens may be refused for that, Unix seconds.</param>
    void ClockBehindLedger(long untilSeconds);

    /// <summary>Somebody guesses room codes.</summary>
    void RoomCodesGuessed(RoomCodeGuesses guesses);

    /// <summary>A credential was refused with a 401. A request that has none is not reported.</summary>
    /// <param name="reason">Which check it failed, one of the words in docs/security.md.</param>
    /// <param name="client">The client's address: the bits of an IPv6 one, IPv4 as ::ffff:a.b.c.d; 0 over a Unix
    /// socket.</param>
    /// <param name="app">The app of the policy that the credential names; null if it names none.</param>
    /// <param name="route">The pattern of the route, without anything of the request.</param>
    void CredentialRejected(string reason, UInt128 client, string? app, string route);

    /// <summary>A client got a 429.</summary>
    /// <param name="limit">Which limit it has used up, one of the words in docs/security.md.</param>
    /// <param name="client">As in <see cref="CredentialRejected"/>.</param>
    /// <param name="app">The app of the policy that the request names; null if it names none.</param>
    /// <param name="route">As in <see cref="CredentialRejected"/>.</param>
    void RateLimited(string limit, UInt128 client, string? app, string route);

    /// <summary>A request got 503 since its connection has a place that is kept for health checks.</summary>
    void RejectedOnReservedSlot();
}
