namespace Appliance.Storage;

/// <summary>A ledger and a room store that are opened and closed together.</summary>
/// <param name="ledger">Valid until the storage is disposed.</param>
/// <param name="rooms">Valid until the storage is disposed.</param>
/// <param name="owner">Closes both.</param>
public sealed class OpenStorage(ILedger ledger, IRoomStore rooms, IDisposable owner) : IDisposable
{
    public ILedger Ledger { get; } = ledger;

    public IRoomStore Rooms { get; } = rooms;

    /// <summary>Whether the data directory had no database before it was opened.</summary>
    public bool IsNew { get; init; }

    /// <summary>Whether opening created or reset the ledger of this process; false if other appliances share it.
    /// </summary>
    public bool IsLedgerNew { get; init; }

    /// <summary>Completes the outstanding tasks as far as possible.</summary>
    public void Dispose() => owner.Dispose();
}
