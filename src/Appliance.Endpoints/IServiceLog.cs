namespace Appliance.Endpoints;

/// <summary>Hears what the operator has to know. Called on any thread that serves: it must neither block nor throw.
/// </summary>
public interface IServiceLog
{
    /// <summary>A room of the policy was disabled, and storage ends with the process.</summary>
    void RoomDisabledInMemory(string app, string room);

    /// <summary>A token was refused since the ledger has seen a later time than the clock has.</summary>
    /// <param name="untilSeconds">Until when tokens may be refused for that, Unix seconds.</param>
    void ClockBehindLedger(long untilSeconds);
}
