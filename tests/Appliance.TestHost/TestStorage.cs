using Appliance.Storage;

namespace Appliance.TestHost;

/// <summary>Opens real storage as the appliance does.</summary>
public static class TestStorage
{
    /// <param name="setting">The setting that selects the backend.</param>
    /// <param name="value">Its value.</param>
    /// <param name="nowSeconds">The time of the opening, Unix seconds.</param>
    public static OpenStorage Open(string setting, string value, long nowSeconds = 0)
    {
        StorageValues values = StorageValues.Empty.With(setting, value);
        return StorageBackends.SelectedBy(values).Open(new()
        {
            Values = values, NowSeconds = nowSeconds, Report = _ => { }, LedgerEntriesMax = 1_000_000,
        });
    }
}
