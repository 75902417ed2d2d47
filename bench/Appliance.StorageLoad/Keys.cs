using Appliance.Storage;

namespace Appliance.StorageLoad;

/// <summary>Distinct keys that are distributed like digests, without the cost of hashing: counters mixed by the
/// bijective function of splitmix64.</summary>
internal static class Keys
{
    public static LedgerKey Key(ulong number) => new(new(Mix(2 * number), Mix((2 * number) + 1)));

    private static ulong Mix(ulong bits)
    {
        bits += 0x9e3779b97f4a7c15;
        bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
        bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
        return bits ^ (bits >> 31);
    }
}
