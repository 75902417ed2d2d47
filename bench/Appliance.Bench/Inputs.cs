using Appliance.Policy;
using Appliance.Samples;
using Appliance.Tokens;

namespace Appliance.Bench;

/// <summary>What the benchmarks share, so that they measure the same work.</summary>
internal static class Inputs
{
    public const long NowSeconds = 1_800_000_000;
    public const string RoomId = "633fcdd84208780bf665346a";
    public const string UserId = "user-0123456789";

    public static readonly byte[] Secret = "a secret that only the benchmarks use, 44 B."u8.ToArray();
    public static readonly SigningKey Key = new(Secret);
    public static readonly TokenIssuer Issuer = new(new SampleApp(), Key);
    public static readonly Role Role = SampleApp.Host;
    public static readonly Room Room = new(SampleApp.Conference);
}
