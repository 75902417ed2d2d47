namespace Appliance.Storage.Memory;

/// <summary>Rooms and used tokens of one process, lost at its end. The default.</summary>
public sealed class MemoryBackend : StorageBackend, IStorageOpener
{
    /// <summary>The least memory of a ledger, bytes.</summary>
    public const int LedgerBytesMin = 1 << 20;

    public override string Name => "memory";

    public override string Build => "memory";

    public override int MemoryBytesMin => LedgerBytesMin;

    string? IStorageOpener.FindError(string value) => null;

    OpenStorage IStorageOpener.Open(StorageOpening opening)
    {
        MemoryLedger ledger = new(opening.NowSeconds, opening.LedgerEntriesMax);
        return new(ledger, new MemoryRoomStore(), owner: ledger) { IsLedgerNew = true };
    }
}
