using System.Collections.Concurrent;
using System.Net;

namespace Appliance.EndToEnd.Tests;

/// <summary>Clients that issue and redeem single-use tokens until the appliance exits; no token may be redeemed
/// twice.</summary>
internal sealed class RedemptionLoad
{
    private readonly ConcurrentDictionary<string, int> _redeemed = [];
    private readonly ConcurrentBag<string> _unconfirmed = [];

    /// <summary>Tokens whose redemption was acknowledged.</summary>
    public ICollection<string> Redeemed => _redeemed.Keys;

    /// <summary>Tokens whose redemption got no response.</summary>
    public IReadOnlyCollection<string> Unconfirmed => _unconfirmed;

    /// <summary>Issues and redeems tokens until a request fails because the appliance has exited.</summary>
    public async Task RunAsync(HttpClient client)
    {
        while (true)
        {
            string token;
            try
            {
                token = await ApiCalls.SingleUseTokenAsync(client);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return;
            }
            if (await TryRedeemAsync(client, token) is null)
            {
                _unconfirmed.Add(token);
                return;
            }
        }
    }

    /// <summary>Redeems a token; null if there was no response. A second 200 for the same token fails the
    /// test.</summary>
    public async Task<HttpStatusCode?> TryRedeemAsync(HttpClient client, string token)
    {
        HttpStatusCode status;
        try
        {
            status = await ApiCalls.RedeemAsync(client, token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
        if (status == HttpStatusCode.OK)
            Assert.Equal(1, _redeemed.AddOrUpdate(token, 1, (_, times) => times + 1));
        return status;
    }
}
