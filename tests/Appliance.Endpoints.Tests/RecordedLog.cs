namespace Appliance.Endpoints.Tests;

/// <summary>Keeps what the operator is told.</summary>
internal sealed class RecordedLog : IServiceLog
{
    public List<long> ClockBehindUntil { get; } = [];

    /// <summary>App and room of each.</summary>
    public List<string> Disabled { get; } = [];

    public List<string> Unreadable { get; } = [];

    public List<RoomCodeGuesses> Guesses { get; } = [];

    /// <summary>Is told of guesses instead.</summary>
    public Action<RoomCodeGuesses>? OnGuesses { get; init; }

    public List<(string Reason, UInt128 Client, string? App, string Route)> Refused { get; } = [];

    public List<(string Limit, UInt128 Client, string? App, string Route)> Limited { get; } = [];

    public void RoomUnreadable(string app, string room) => Unreadable.Add($"{app} {room}");

    public void RoomDisabledInMemory(string app, string room) => Disabled.Add($"{app} {room}");

    public void ClockBehindLedger(long untilSeconds) => ClockBehindUntil.Add(untilSeconds);

    public void RoomCodesGuessed(RoomCodeGuesses guesses) => (OnGuesses ?? Guesses.Add)(guesses);

    public void RejectedOnReservedSlot() => Assert.Fail("every place is an ordinary one");

    public void CredentialRejected(string reason, UInt128 client, string? app, string route) =>
        Refused.Add((reason, client, app, route));

    public void RateLimited(string limit, UInt128 client, string? app, string route) =>
        Limited.Add((limit, client, app, route));
}
