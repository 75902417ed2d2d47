namespace Appliance.Storage.Tests;

/// <summary>A temporary folder that is deleted after the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("appliance-storage-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Copies the files as the next process would find them after a kill. The commit counter loses its birth
    /// times, so that the files do not count as copies.</summary>
    public static string CopyData(string directory, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string name in (string[])["appliance.db", "appliance.db-wal", "appliance.commits"])
        {
            // File.Copy does not open the source with FileShare.ReadWrite.
            using FileStream source = new(
                System.IO.Path.Combine(directory, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using FileStream copy = File.Create(System.IO.Path.Combine(target, name));
            source.CopyTo(copy);
            if (name == "appliance.commits")
                copy.SetLength(CommitCounter.CommitsDigits);
        }
        return target;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
