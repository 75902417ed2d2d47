using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A tmpfs in a private mount namespace; a waiting process keeps the namespace alive until disposal.</summary>
internal sealed class Volume : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-volume-").FullName;
    private readonly Process _holder;

    public Volume(int megabytes)
    {
        _holder = Process.Start(Commands.Start("unshare",
            ["-m", "sh", "-c", $"mount -t tmpfs -o size={megabytes}m none {_folder} && echo mounted && exec cat"]))!;
        Assert.Equal("mounted", _holder.StandardOutput.ReadLine());
    }

    /// <summary>The data directory, as seen by a process started with <see cref="Start"/>.</summary>
    public string Data => $"{_folder}/data";

    private string Filler => $"/proc/{_holder.Id}/root{_folder}/filler";

    /// <summary>A command that runs in the mount namespace.</summary>
    public ProcessStartInfo Start(Binary binary, params string[] arguments) => Commands.Start(
        "nsenter", [$"--mount=/proc/{_holder.Id}/ns/mnt", binary.Path, .. arguments], TestSecrets.Environment);

    /// <summary>Fills the volume.</summary>
    public void Fill()
    {
        using FileStream filler = new(Filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            while (true)
                filler.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // The volume is full.
        }
    }

    /// <summary>Undoes <see cref="Fill"/>.</summary>
    public void Empty() => File.Delete(Filler);

    public void Dispose()
    {
        _holder.Kill();
        _holder.WaitForExit();
        _holder.Dispose();
        Directory.Delete(_folder);
    }
}
