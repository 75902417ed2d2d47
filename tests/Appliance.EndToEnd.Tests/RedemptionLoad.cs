using System.Collections.Concurrent;
using System.Net;

namespace Appliance.EndToEnd.Tests;

/// <summary>Clients that get single-use tokens and redeem them, each more than once, until the appliance is
/// gone.</summary>
internal sealed class RedemptionLoad
{
    private readonly ConcurrentDictionary<string, int> _honoured = [];
    private readonly ConcurrentBag<string> _unsure = [];

    /// <summary>Tokens that an appliance said it had taken.</summary>
    public ICollection<string> Honoured => _honoured.Keys;

    /// <summary>Tokens whose redemption was asked for and not answered.</summary>
    public IReadOnlyCollection<string> Unsure => _unsure;

    /// <summary>Gets and redeems tokens until a request fails, which is what the end of the appliance looks
    /// like.</summary>
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
                _unsure.Add(token);
                return;
            }
        }
    }

    /// <summary>Redeems a token; null if there was no answer. No token may be honoured twice.</summary>
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
            Assert.Equal(1, _honoured.AddOrUpdate(token, 1, (_, times) => times + 1));
        return status;
    }
}
