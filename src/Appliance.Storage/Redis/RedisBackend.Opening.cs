namespace Appliance.Storage.Redis;

public sealed partial class RedisBackend : IStorageOpener
{
    /// <summary>The error and the accepted forms, without the password.</summary>
    string? IStorageOpener.FindError(string value)
    {
        RedisAddress.TryParse(value, password: null, out string? error);
        return error;
    }

    /// <summary>The client completes on pool threads.</summary>
    public override void PrepareProcess() => PoolThreads.StartAll();

    OpenStorage IStorageOpener.Open(StorageOpening opening)
    {
        RedisStorage storage = RedisStorage.Connect(
            opening.Values[Address]!, password: null, opening.Report, opening.Values.IsTrue(Strict));
        return new(storage.Ledger, storage.Rooms, storage);
    }
}
