namespace Appliance.Storage.Sqlite;

public sealed partial class SqliteBackend : IStorageOpener, IDataDirectory
{
    string? IStorageOpener.FindError(string value) =>
        value.Length > 0 && !value.Contains('\0') ? null : "use the path of a directory.";

    OpenStorage IStorageOpener.Open(StorageOpening opening)
    {
        SqliteStorage storage = SqliteStorage.Open(
            opening.Values[Directory]!, opening.NowSeconds, opening.Report, opening.Values.IsTrue(MustExist));
        return new(storage.Ledger, storage.Rooms, storage)
        {
            IsNew = storage.IsNew,
            IsLedgerNew = storage.IsLedgerNew,
        };
    }

    IRoomStore IDataDirectory.OpenRoomsReadOnly(string directory) => SqliteStorage.OpenRoomsReadOnly(directory);

    IReadOnlyList<string> IDataDirectory.Check(string directory) => SqliteStorage.Check(directory);

    void IDataDirectory.Backup(string directory, string file) => SqliteStorage.Backup(directory, file);

    void IDataDirectory.ResetLedger(string directory) => SqliteStorage.ResetLedger(directory);
}
