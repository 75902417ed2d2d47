using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace Appliance.EndToEnd.Tests;

/// <summary>Rooms that clients make until the appliance is gone.</summary>
internal sealed class RoomCreationLoad
{
    /// <summary>The policy allows a thousand at a time.</summary>
    private const int RoundMax = 50;

    private ConcurrentBag<string> _made = [];

    /// <summary>Makes rooms until a request fails.</summary>
    public async Task RunAsync(HttpClient client)
    {
        for (int count = 0; count < RoundMax; count++)
        {
            try
            {
                (HttpStatusCode status, JsonElement body) = await ApiCalls.MakeRoomAsync(client);
                Assert.Equal(HttpStatusCode.OK, status);
                _made.Add(body.GetProperty("room").GetProperty("room_id").GetString()!);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return;
            }
        }
    }

    /// <summary>Whether all that were acknowledged are there; then they are deleted.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> CheckAndDeleteAsync(HttpClient client)
    {
        string[] made = [.. _made];
        _made = [];
        foreach (string room in made)
        {
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.TokenStatusAsync(client, room));
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.DeleteRoomAsync(client, room));
            Assert.Equal(HttpStatusCode.NotFound, await ApiCalls.TokenStatusAsync(client, room));
        }
        return made.Length;
    }
}
