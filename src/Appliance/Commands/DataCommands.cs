using Appliance.Hosting.Files;
using Appliance.Hosting.Logging;
using Appliance.Hosting.Results;
using Appliance.Hosting.Serving;
using Appliance.Storage;
using ConsoleAppFramework;

namespace Appliance.Commands;

/// <summary><c>appliance data</c>: the data directory of <c>serve --data</c>.</summary>
[RegisterCommands]
internal sealed class DataCommands
{
    /// <summary>Checks the data directory; exits with 65 if it is damaged.</summary>
    /// <param name="data">The data directory, as given to serve --data; default: APPLIANCE_DATA.</param>
    [Command("data check")]
    public int Check(string? data = null) => Guard(data, DataDirectoryUse.Read, directory =>
    {
        IReadOnlyList<string> findings = StorageBackends.DataDirectory.Check(directory);
        foreach (string finding in findings)
            Output.WriteErrorLine(SafeText.Of(finding));
        return findings.Count == 0
            ? CommandExit.WriteResult("ok"u8)
            : CommandExit.Fail(ExitCode.BadData, "The data directory is damaged: restore a backup.");
    });

    /// <summary>Backs up the data directory to FILE, which must not exist yet.</summary>
    /// <param name="file">The backup file.</param>
    /// <param name="data">The data directory, as given to serve --data; default: APPLIANCE_DATA.</param>
    [Command("data backup")]
    public int Backup([Argument] string file, string? data = null) => Guard(data, DataDirectoryUse.Read, directory =>
    {
        if (file.Length == 0)
            return CommandExit.Fail(ExitCode.Usage, "Give the name of the backup file.");
        StorageBackends.DataDirectory.Backup(directory, file);
        return (int)ExitCode.Ok;
    });

    /// <summary>Empties the ledger of used tokens, after a clock that was ahead: tokens issued before are rejected.
    /// Rooms are kept.</summary>
    /// <param name="data">The data directory, as given to serve --data; default: APPLIANCE_DATA.</param>
    [Command("data reset-ledger")]
    public int ResetLedger(string? data = null) => Guard(data, DataDirectoryUse.Change, directory =>
    {
        StorageBackends.DataDirectory.ResetLedger(directory);
        return (int)ExitCode.Ok;
    });

    /// <summary>Runs a verb on the data directory of the flag or the variable.</summary>
    private static int Guard(string? flag, DataDirectoryUse use, Func<string, int> verb) => CommandExit.Guard(() =>
    {
        if (DataDirectory.Of(flag) is not { } directory)
            return CommandExit.Fail(
                ExitCode.Usage, $"No data directory: set --data DIR or {DataDirectory.Variable}.");
        ServiceStorage.CheckPermissions(directory, use);
        return verb(directory);
    });
}
