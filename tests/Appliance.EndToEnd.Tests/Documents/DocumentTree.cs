using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Documents;

/// <summary>A copy of the repository in which the commands of documents run; disposing deletes it. Documents share it,
/// so that one build serves all.</summary>
public sealed class DocumentTree : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-documents-").FullName;
    private readonly Lazy<string> _root;

    public DocumentTree() => _root = new(Copy);

    internal string Root => _root.Value;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A new folder for the files of a session.</summary>
    internal string NewSession() =>
        Directory.CreateDirectory(Path.Combine(_folder, $"session-{Guid.NewGuid():N}")).FullName;

    private string Copy()
    {
        string root = Directory.CreateDirectory(Path.Combine(_folder, "tree")).FullName;
        const string Script = """
            tar -C "$0" --exclude=bin --exclude=obj --exclude=node_modules --exclude=./out --exclude=./.git -cf - . |
                tar -C "$1" -xf -
            """;
        CommandResult copy = Commands.RunAsync(
            Commands.Start("bash", ["-c", Script, Places.Repository, root])).GetAwaiter().GetResult();
        Assert.True(copy.ExitCode == 0, copy.Error);
        return root;
    }
}
