using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace Appliance.EndToEnd.Tests;

/// <summary>Clients that create run-time rooms until the appliance exits.</summary>
internal sealed class RoomCreationLoad
{
    /// <summary>The policy allows 1000 rooms in total.</summary>
    private const int RoundMax = 50;

    private ConcurrentBag<string> _created = [];

    /// <summary>Creates rooms until a request fails.</summary>
    public async Task RunAsync(HttpClient client)
    {
        for (int count = 0; count < RoundMax; count++)
        {
            try
            {
                (HttpStatusCode status, JsonElement body) = await ApiCalls.CreateRoomAsync(client);
                Assert.Equal(HttpStatusCode.OK, status);
                _created.Add(body.GetProperty("room").GetProperty("room_id").GetString()!);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return;
            }
        }
    }

    /// <summary>Checks that every acknowledged room exists, then deletes it.</summary>
    /// <returns>The number of rooms.</returns>
    public async Task<int> CheckAndDeleteAsync(HttpClient client)
    {
        string[] created = [.. _created];
        _created = [];
        foreach (string room in created)
        {
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.TokenStatusAsync(client, room));
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.DeleteRoomAsync(client, room));
            Assert.Equal(HttpStatusCode.NotFound, await ApiCalls.TokenStatusAsync(client, room));
        }
        return created.Length;
    }
}
