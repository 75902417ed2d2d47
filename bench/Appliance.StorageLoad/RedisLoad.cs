using System.Globalization;
using Appliance.Storage.Redis;

namespace Appliance.StorageLoad;

internal static class RedisLoad
{
    /// <summary>Prints redemptions per second, and the number of failed ones.</summary>
    public static void Redeem(string address, int outstanding, int seconds)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        using RedisStorage storage = RedisStorage.Connect(address, null, Console.Error.WriteLine);
        ClosedLoop loop = new(storage.Ledger, now + 900, now);
        (_, long other, double perSecond) = loop.Run(outstanding, seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{perSecond:F0} {other}"));
    }
}
