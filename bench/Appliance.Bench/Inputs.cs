using System.Text;
using Appliance.Endpoints;
using Appliance.Endpoints.Vendors;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Storage.Memory;
using Appliance.TestHost;
using Appliance.Tokens;

namespace Appliance.Bench;

/// <summary>The inputs of all benchmarks, from the repository's own policy.</summary>
internal static class Inputs
{
    public const long NowSeconds = 1_800_000_000;

    public static readonly byte[] Secret = "a secret that only the benchmarks use, 44 B."u8.ToArray();
    public static readonly App App = Policies.Johndoe.App;
    public static readonly Role Role = Policies.Johndoe.Roles.Host;
    public static readonly Room Room = new(Policies.Johndoe.RoomTypes.Conference);

    public static readonly byte[] RoomId = Encoding.UTF8.GetBytes(TokenRequest.RoomId);
    public static readonly byte[] UserId = Encoding.UTF8.GetBytes(TokenRequest.UserId);

    public static SigningKey Key { get; } = MakeKey();

    public static ApiHandler Handler(HttpLimits limits)
    {
        Credential apiKey = new(Secret);
        Tenants tenants = new(
            Policies.Current,
            Policies.Current.Apps.Select(app => new Tenant(app, Key, apiKey, VendorApis.Of(app))));
        ApiHandler handler = new HostBuilder
        {
            Policy = Policies.Current,
            Vendors = VendorApis.All,
            Tenants = tenants,
            Random = SystemRandom.Fill,
            Ledger = new MemoryLedger(NowSeconds),
            Limits = limits,
        }.BuildHandler();
        handler.BeginTurn(NowSeconds, monotonicMilliseconds: 0);
        return handler;
    }

    private static SigningKey MakeKey()
    {
        KeyVerdict verdict = SigningKey.TryCreate(Secret, out SigningKey? key);
        return key ?? throw new InvalidOperationException(KeyVerdicts.Describe(verdict));
    }
}
