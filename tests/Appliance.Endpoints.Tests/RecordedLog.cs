namespace Appliance.Endpoints.Tests;

/// <summary>Records the log events for assertions.</summary>
internal sealed class RecordedLog : IServiceLog
{
    public List<long> ClockBehindUntil { get; } = [];

    /// <summary>App and room of each event.</summary>
    public List<string> Disabled { get; } = [];

    public List<RoomCodeGuesses> Guesses { get; } = [];

    /// <summary>Called with guesses instead of recording them.</summary>
    public Action<RoomCodeGuesses>? OnGuesses { get; init; }

    public List<(string Reason, UInt128 Client, string? App, string Route)> Rejected { get; } = [];

    public List<(string Limit, UInt128 Client, string? App, string Route)> Limited { get; } = [];

    public void RoomUnreadable(string app, string room) => Assert.Fail("no test stores an unreadable room");

    public void RoomDisabledInMemory(string app, string room) => Disabled.Add($"{app} {room}");

    public void ClockBehindLedger(long untilSeconds) => ClockBehindUntil.Add(untilSeconds);

    public void RoomCodesGuessed(RoomCodeGuesses guesses) => (OnGuesses ?? Guesses.Add)(guesses);

    public void RejectedOnReservedSlot() => Assert.Fail("no test uses a reserved connection slot");

    public void CredentialRejected(string reason, UInt128 client, string? app, string route) =>
        Rejected.Add((reason, client, app, route));

    public void RateLimited(string limit, UInt128 client, string? app, string route) =>
        Limited.Add((limit, client, app, route));
}
