using System.Net;

namespace Appliance.Storage.Redis;

/// <summary>Opens clients to a target, and checks the durability of its server.</summary>
/// <param name="target">Address and credentials.</param>
/// <param name="isStrict">Reject a server with <see cref="RedisRisks"/>.</param>
/// <param name="warn">Logs a risk.</param>
internal sealed class RedisConnector(RedisTarget target, bool isStrict, Action<string> warn)
{
    /// <summary>Addresses tried of one name; the rest of a longer list is ignored.</summary>
    private const int AddressesMax = 8;
    private static readonly TimeSpan ResolveTimeout = TimeSpan.FromMilliseconds(1_500);

    /// <summary>Connects to the first address of the name that has a primary. If the name is not found, earlier
    /// addresses are not tried: their server may have been replaced.</summary>
    /// <exception cref="Exception">See <see cref="RedisFault.Of"/>.</exception>
    public async Task<RedisClient> ConnectAsync(CancellationToken cancellation)
    {
        IPAddress[] addresses = await target.ResolveAsync(cancellation).WaitAsync(ResolveTimeout)
            .ConfigureAwait(false);
        Exception? cause = null;
        for (int index = 0; index < Math.Min(addresses.Length, AddressesMax); index++)
        {
            try
            {
                return await ConnectToAsync(new(addresses[index], target.Port)).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // A fault reported by Redis says more than a failed connection.
                if (cause is null || RedisFault.Of(e).IsReply)
                    cause = e;
            }
        }
        throw cause ?? new RedisFaultException(RedisFaultKind.NameNotFound, "no address");
    }

    private async Task<RedisClient> ConnectToAsync(IPEndPoint address)
    {
        RedisClient client = await RedisClient.ConnectAsync(target, address).ConfigureAwait(false);
        IReadOnlyList<string> risks = RedisRisks.Of(client.Server);
        foreach (string risk in risks)
            warn(risk);
        if (!isStrict || risks.Count == 0)
            return client;
        await client.DisposeAsync().ConfigureAwait(false);
        throw new RedisFaultException(RedisFaultKind.StrictCheckFailed, string.Join("; ", risks));
    }
}
