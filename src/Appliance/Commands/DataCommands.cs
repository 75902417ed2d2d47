using Appliance.Results;
using Appliance.Storage;
using ConsoleAppFramework;

namespace Appliance.Commands;

/// <summary><c>appliance data</c>: what <c>serve --data</c> keeps, also while it serves.</summary>
internal sealed class DataCommands
{
    /// <summary>Looks through all that is kept, and ends with 65 if something is wrong.</summary>
    /// <param name="data">The directory that serve --data was given.</param>
    [Command("data check")]
    public int Check(string data) => Guard(() =>
    {
        IReadOnlyList<string> findings = StorageFactory.CheckSqlite(data);
        foreach (string finding in findings)
            Output.WriteErrorLine(SafeText.Of(finding));
        return findings.Count == 0
            ? CommandFailure.Result("ok"u8)
            : CommandFailure.Say(ExitCode.BadData, "What is kept is damaged: put a backup in its place.");
    });

    /// <summary>Copies all that is kept into one file, which must not be there yet.</summary>
    /// <param name="file">The file.</param>
    /// <param name="data">The directory that serve --data was given.</param>
    [Command("data backup")]
    public int Backup([Argument] string file, string data) => Guard(() =>
    {
        if (file.Length == 0)
            return CommandFailure.Say(ExitCode.Usage, "Name the file that is to be the backup.");
        StorageFactory.BackupSqlite(data, file);
        return (int)ExitCode.Ok;
    });

    private static int Guard(Func<int> verb) => CommandFailure.Guard(() =>
    {
        try
        {
            return verb();
        }
        catch (StorageException e)
        {
            return CommandFailure.Say(ExitCodes.Of(e), SafeText.Of(e.Message));
        }
    });
}
