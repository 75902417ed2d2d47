namespace Appliance.Storage.Tests;

/// <summary>A folder that is gone when the test is.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("appliance-storage-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The files as the next process would find them now: its record of commits does not say that they are
    /// copies.</summary>
    public static string CopyData(string directory, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string name in (string[])["appliance.db", "appliance.db-wal", "appliance.commits"])
        {
            // A shared reading, which .NET's copying would not ask for.
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
