using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Tokens that the static binary signs in groups; only its OpenSSL hashes eight messages at once. Each token
/// is signed with its app's key, whatever else is in the group.</summary>
public class BatchSigningTests(Binary binary) : IClassFixture<Binary>
{
    private const string Room = "633fcdd84208780bf665346a";
    private const int UserIdBytesMax = 256;

    [RequiresFact(Needs.NativeBinary)]
    public async Task Pipelining_on_many_connections_gives_each_request_its_own_token()
    {
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(
            binary.Start(
                "serve", "--listen", "127.0.0.1:0", "--threads", "1", "--trusted-proxies", "127.0.0.1"));
        Task[] connections = [.. Enumerable.Range(0, 24).Select(connection => Task.Run(() =>
        {
            // From a single request, signed without a group, to several groups and a remainder.
            for (int requests = 1; requests <= 24; requests += 1 + connection % 3)
                SendPipelined(appliance.Address, connection, requests);
        }))];
        await Task.WhenAll(connections);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Batch_of_1000_tokens_is_issued_for_a_management_token()
    {
        CommandResult issued = await Commands.RunAsync(binary.Start("token", "--management", "--app", "johndoe"), "");
        Assert.Equal((0, ""), (issued.ExitCode, issued.Error));
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(
            binary.Start("serve", "--listen", "127.0.0.1:0"));
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/tokens");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", issued.Output.Trim());
        request.Content = new StringContent("[" + string.Join(',', Enumerable.Range(0, 1000).Select(Entry)) + "]");

        using HttpResponseMessage response = await appliance.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement[] entries =
            [.. JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement.EnumerateArray()];
        Assert.Equal(1000, entries.Length);
        for (int user = 0; user < entries.Length; user++)
        {
            JsonElement claims = Jwt.ValidClaims(entries[user].GetProperty("token").GetString()!, TestSecrets.Johndoe);
            Assert.Equal($"user-{user}", claims.GetProperty("user_id").GetString());
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Invalid_management_token_arguments_are_rejected()
    {
        string[][] invalid =
        [
            ["--app", "johndoe", "--room", Room], ["--app", "johndoe", "--user", "a"], ["--app", "clinic"],
            ["--app", "johndoe", "--expiry", "x"],
        ];
        foreach (string[] arguments in invalid)
        {
            CommandResult result = await Commands.RunAsync(binary.Start(["token", "--management", .. arguments]), "");
            Assert.Equal((64, ""), (result.ExitCode, result.Output));
            Assert.NotEqual("", result.Error);
        }
        CommandResult tooLong = await Commands.RunAsync(
            binary.Start("token", "--management", "--app", "johndoe", "--expiry", "15d"), "");
        Assert.Equal((77, ""), (tooLong.ExitCode, tooLong.Output));
    }

    private static string Entry(int user) => $$"""{"room_id":"{{Room}}","role":"host","user_id":"user-{{user}}"}""";

    private static void SendPipelined(IPEndPoint address, int connection, int requests)
    {
        string[] users = [.. Enumerable.Range(0, requests).Select(request =>
            $"{connection}-{request}-".PadRight(8 + (31 * request + connection) % (UserIdBytesMax - 8), 'u'))];
        string text = string.Concat(users.Select(user =>
        {
            string body = $$"""{"room_id":"{{Room}}","role":"host","user_id":"{{user}}"}""";
            // Each connection is a separate client, so none reaches the rate limit.
            return "POST /hmsapi/johndoe.app.100ms.live/api/token HTTP/1.1\r\nHost: a\r\n"
                + $"X-Forwarded-For: 192.0.2.{connection}\r\n"
                + (user == users[^1] ? "Connection: close\r\n" : "") + $"Content-Length: {body.Length}\r\n\r\n{body}";
        }));
        using TcpClient client = new();
        client.Connect(address);
        using NetworkStream stream = client.GetStream();
        stream.Write(Encoding.ASCII.GetBytes(text));
        using StreamReader reader = new(stream, Encoding.ASCII);
        string[] tokens = [.. reader.ReadToEnd().Split("{\"token\":\"").Skip(1).Select(part => part.Split('"')[0])];
        Assert.Equal(requests, tokens.Length);
        for (int request = 0; request < requests; request++)
        {
            string[] parts = tokens[request].Split('.');
            byte[] tag = HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(TestSecrets.Johndoe), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
            Assert.Equal(Base64Url.EncodeToString(tag), parts[2]);
            JsonElement claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
            Assert.Equal(users[request], claims.GetProperty("user_id").GetString());
        }
    }
}
