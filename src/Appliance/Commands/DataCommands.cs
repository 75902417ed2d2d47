using Appliance.Results;
using Appliance.Serving;
using Appliance.Storage;
using ConsoleAppFramework;

namespace Appliance.Commands;

/// <summary><c>appliance data</c>: what <c>serve --data</c> keeps, also while it serves.</summary>
internal sealed class DataCommands
{
    /// <summary>Looks through all that is kept, and ends with 65 if something is wrong.</summary>
    /// <param name="data">The directory that serve --data was given; APPLIANCE_DATA if it is left out.</param>
    [Command("data check")]
    public int Check(string? data = null) => Guard(data, directory =>
    {
        IReadOnlyList<string> findings = StorageFactory.CheckSqlite(directory);
        foreach (string finding in findings)
            Output.WriteErrorLine(SafeText.Of(finding));
        return findings.Count == 0
            ? CommandFailure.Result("ok"u8)
            : CommandFailure.Say(ExitCode.BadData, "What is kept is damaged: put a backup in its place.");
    });

    /// <summary>Copies all that is kept into one file, which must not be there yet.</summary>
    /// <param name="file">The file.</param>
    /// <param name="data">The directory that serve --data was given; APPLIANCE_DATA if it is left out.</param>
    [Command("data backup")]
    public int Backup([Argument] string file, string? data = null) => Guard(data, directory =>
    {
        if (file.Length == 0)
            return CommandFailure.Say(ExitCode.Usage, "Name the file that is to be the backup.");
        StorageFactory.BackupSqlite(directory, file);
        return (int)ExitCode.Ok;
    });

    /// <summary>Begins the ledger of used tokens anew, after a clock that was ahead: tokens from before are refused.
    /// Rooms stay.</summary>
    /// <param name="data">The directory that serve --data was given; APPLIANCE_DATA if it is left out.</param>
    [Command("data begin-anew")]
    public int BeginAnew(string? data = null) => Guard(data, directory =>
    {
        StorageFactory.ResetSqliteLedger(directory);
        return (int)ExitCode.Ok;
    });

    /// <summary>Runs a verb on the directory that the flag or the variable names.</summary>
    private static int Guard(string? flag, Func<string, int> verb) => CommandFailure.Guard(() =>
    {
        if (DataDirectory.Of(flag) is not { } directory)
            return CommandFailure.Say(
                ExitCode.Usage, $"Name the data directory: --data DIR, or {DataDirectory.Variable}.");
        ServiceStorage.CheckRights(directory);
        return verb(directory);
    });
}
