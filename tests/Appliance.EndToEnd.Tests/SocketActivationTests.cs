using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Socket activation as in systemd (sd_listen_fds(3)).</summary>
public class SocketActivationTests(Binary binary) : IClassFixture<Binary>
{
    [RequiresFact(Needs.NativeBinary | Needs.Python)]
    public async Task Passed_socket_replaces_the_default_address()
    {
        await using RunningAppliance appliance =
            await RunningAppliance.StartAsync(SocketActivation.Start(binary, "tcp", "serve", "--threads", "3"));
        for (int round = 0; round < 20; round++)
            Assert.Equal(HttpStatusCode.OK, await TokenAsync(appliance));
        JsonElement listening = Assert.Single(appliance.Logged("listening"));
        Assert.NotEqual("127.0.0.1:8080", listening.GetProperty("address").GetString());
        JsonElement open = Assert.Single(appliance.Logged("open-endpoint"));
        Assert.Equal(
            ("warn", "johndoe"), (open.GetProperty("level").GetString(), open.GetProperty("app").GetString()));
        Assert.Equal(0, await appliance.EndAsync("TERM"));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Python)]
    public async Task Listen_addresses_are_added_to_passed_sockets()
    {
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(
            SocketActivation.Start(binary, "tcp,tcp6", "serve", "--listen", "127.0.0.3:0"));
        string[] addresses =
        [
            (await appliance.LoggedAsync("listening", 1)).GetProperty("address").GetString()!,
            (await appliance.LoggedAsync("listening", 2)).GetProperty("address").GetString()!,
            (await appliance.LoggedAsync("listening", 3)).GetProperty("address").GetString()!,
        ];
        Assert.Equal(
            ["127.0.0.1", "[::]", "127.0.0.3"], addresses.Select(address => address[..address.LastIndexOf(':')]));
        JsonElement warning = await appliance.LoggedAsync("not-loopback");
        Assert.Equal(addresses[1], warning.GetProperty("address").GetString());
        JsonElement open = await appliance.LoggedAsync("open-endpoint");
        Assert.Equal(
            ("error", "johndoe"), (open.GetProperty("level").GetString(), open.GetProperty("app").GetString()));
        foreach (string address in addresses)
        {
            string host = address.Replace("[::]", "127.0.0.1");
            Assert.Equal(HttpStatusCode.OK, (await appliance.Client.GetAsync($"http://{host}/readyz")).StatusCode);
        }
    }

    [RequiresFact(Needs.NativeBinary | Needs.Python)]
    public async Task Passed_admin_socket_serves_only_admin_routes()
    {
        ProcessStartInfo start = SocketActivation.Start(binary, "tcp", "serve", "--listen", "127.0.0.1:0");
        start.Environment["LISTEN_FDNAMES"] = "admin";
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(start);
        JsonElement admin = await appliance.LoggedAsync("listening", times: 2);
        Assert.Equal("admin", admin.GetProperty("surface").GetString());
        Uri operators = new($"http://{admin.GetProperty("address").GetString()}");
        Assert.Equal(HttpStatusCode.OK, (await appliance.Client.GetAsync(new Uri(operators, "/readyz"))).StatusCode);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await appliance.Client.PostAsync(new Uri(operators, "/api/token"), new StringContent("{}"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(appliance));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Python)]
    public async Task Passed_Unix_socket_file_is_not_deleted()
    {
        string folder = Directory.CreateTempSubdirectory("appliance-socket-").FullName;
        string path = Path.Combine(folder, "s");
        ProcessStartInfo start = SocketActivation.Start(binary, $"unix={path}", "serve");
        start.Environment["LISTEN_FDNAMES"] = "web";
        await using (RunningAppliance appliance = await RunningAppliance.StartAsync(start))
        {
            Assert.Equal(
                $"unix:{path}", (await appliance.LoggedAsync("listening")).GetProperty("address").GetString());
            Assert.Equal(HttpStatusCode.OK, await TokenAsync(appliance));
            Assert.Equal(0, await appliance.EndAsync("TERM"));
        }
        Assert.True(File.Exists(path));
        Directory.Delete(folder, recursive: true);
    }

    [RequiresFact(Needs.NativeBinary | Needs.Python)]
    public async Task Unusable_passed_descriptor_exits_with_78()
    {
        foreach (string kind in new[] { "closed", "file=/dev/null", "datagram", "bound" })
        {
            CommandResult result = await Commands.RunAsync(SocketActivation.Start(binary, $"tcp,{kind}", "serve"));
            Assert.True(result.ExitCode == 78, $"{kind}: {result}");
            Assert.Contains("Cannot listen on fd:4: ", result.Error);
        }
    }

    [RequiresFact(Needs.NativeBinary | Needs.Python)]
    public async Task Invalid_socket_activation_variables_exit_with_78()
    {
        (string Name, string Value)[] wrong =
        [
            ("LISTEN_PID", "x"), ("LISTEN_PID", "-1"), ("LISTEN_FDS", "x"), ("LISTEN_FDS", "-1"),
            ("LISTEN_FDS", "1 "), ("LISTEN_FDS", "99999999999"), ("LISTEN_FDNAMES", "a:b"), ("LISTEN_FDNAMES", ":"),
        ];
        foreach ((string name, string value) in wrong)
        {
            ProcessStartInfo start = SocketActivation.Start(binary, "tcp", "serve");
            start.Environment[name] = value;
            CommandResult result = await Commands.RunAsync(start);
            Assert.True(result.ExitCode == 78, $"{name}={value}: {result}");
            Assert.Contains(name, result.Error);
        }
    }

    [RequiresFact(Needs.NativeBinary | Needs.Python)]
    public async Task Sockets_passed_to_another_process_are_ignored_with_a_warning()
    {
        ProcessStartInfo start = SocketActivation.Start(binary, "tcp", "serve", "--listen", "127.0.0.4:0");
        start.Environment["LISTEN_PID"] = "1";
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(start);
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(appliance));
        JsonElement listening = Assert.Single(appliance.Logged("listening"));
        Assert.StartsWith("127.0.0.4:", listening.GetProperty("address").GetString());
        string hint = Assert.Single(appliance.Logged("passed-sockets-ignored")).GetProperty("hint").GetString()!;
        Assert.Contains($"LISTEN_PID is 1, but this process is {appliance.Id}", hint);
    }

    private static async Task<HttpStatusCode> TokenAsync(RunningAppliance appliance)
    {
        (HttpStatusCode status, _) = await ApiCalls.Hms100Async(
            appliance.Client, """{"room_id":"633fcdd84208780bf665346a","role":"guest"}""");
        return status;
    }
}
