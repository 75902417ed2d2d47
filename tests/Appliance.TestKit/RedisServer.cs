using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Appliance.TestKit;

/// <summary>A real redis-server on a free port that can be killed, paused and restarted with its data.
/// </summary>
public sealed class RedisServer : IDisposable
{
    private const int StartSecondsMax = 60;

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-redis-").FullName;
    private readonly string[] _more;
    private readonly int _port = Ports.Free();
    private Process? _process;

    /// <param name="more">Settings, as in "--requirepass", "secret".</param>
    public RedisServer(params string[] more) => _more = more;

    private string LogFile => Path.Combine(_folder, "log");

    public int Port => _port;

    /// <summary>Environment variables in addition to the inherited ones.</summary>
    public Dictionary<string, string> Environment { get; init; } = [];

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    public static async Task<RedisServer> StartedAsync(params string[] more)
    {
        RedisServer server = new(more);
        await server.StartAsync();
        return server;
    }

    /// <param name="more">Settings for this start only.</param>
    public async Task StartAsync(params string[] more)
    {
        Begin(more);
        DateTime giveUp = DateTime.UtcNow.AddSeconds(StartSecondsMax);
        while (!(await File.ReadAllTextAsync(await LogAsync())).Contains("Ready to accept connections"))
        {
            Assert.True(DateTime.UtcNow < giveUp, "redis-server did not start within 60 s");
            await Task.Delay(20);
        }
    }

    /// <summary>Starts the process without waiting until its data is loaded.</summary>
    /// <param name="more">Settings for this start only.</param>
    public void Begin(params string[] more)
    {
        ProcessStartInfo start = Commands.Start("redis-server",
        [
            "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder,
            "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--logfile", LogFile, .. _more, .. more,
        ]);
        foreach ((string name, string value) in Environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
    }

    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        File.Delete(LogFile);
    }

    public Task PauseAsync() => SignalAsync("-STOP");

    public Task ResumeAsync() => SignalAsync("-CONT");

    /// <summary>Runs a command with redis-cli, which must succeed.</summary>
    public async Task<string> AskAsync(params string[] command)
    {
        CommandResult result = await TryAskAsync(command);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    /// <summary>Runs a command with redis-cli; the server may be unreachable.</summary>
    public Task<CommandResult> TryAskAsync(params string[] command) => Commands.RunAsync(Commands.Start(
        "redis-cli", ["-p", _port.ToString(CultureInfo.InvariantCulture), .. command]));

    public void Dispose()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> LogAsync()
    {
        while (!File.Exists(LogFile))
        {
            Assert.False(_process!.HasExited, "redis-server exited during start");
            await Task.Delay(20);
        }
        return LogFile;
    }

    private async Task SignalAsync(string signal)
    {
        CommandResult result = await Commands.RunAsync(Commands.Start(
            "kill", [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]));
        Assert.Equal(0, result.ExitCode);
    }
}
