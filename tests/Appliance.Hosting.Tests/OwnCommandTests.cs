using Appliance.Hosting.Guide;
using Appliance.TestKit;

namespace Appliance.Hosting.Tests;

/// <summary>The command that <c>serve --dev</c> prints for the next step works as typed.</summary>
public sealed class OwnCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-command-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RequiresTheory(Needs.Linux)]
    [InlineData("/work/src/bin/appliance", "/work", "src/bin/appliance")]
    [InlineData("/work/appliance", "/work", "./appliance")]
    [InlineData("/work/appliance", "/elsewhere", "/work/appliance")]
    [InlineData("/work/appliance", "/", "work/appliance")]
    [InlineData("/my work/it's/appliance", "/", @"'my work/it'\''s/appliance'")]
    [InlineData(null, "/", "appliance")]
    public void Executable_outside_the_PATH_is_named_by_its_path(
        string? executable, string directory, string expected) =>
        Assert.Equal(expected, OwnCommand.Of(executable, "appliance.dll", directory, "/usr/bin"));

    [RequiresFact(Needs.Linux)]
    public void Executable_on_the_PATH_is_named_alone_if_the_shell_finds_no_other()
    {
        string executable = Path.Combine(_folder, "appliance");
        File.WriteAllText(executable, "");
        Assert.Equal("appliance", OwnCommand.Of(executable, "", "/", $"/nowhere:{_folder}"));
        string earlier = Directory.CreateDirectory(Path.Combine(_folder, "earlier")).FullName;
        File.WriteAllText(Path.Combine(earlier, "appliance"), "");
        Assert.Equal(executable, OwnCommand.Of(executable, "", "/nowhere", $"{earlier}:{_folder}"));
    }

    [RequiresFact(Needs.Linux)]
    public void Assembly_under_dotnet_is_named_after_it()
    {
        File.WriteAllText(Path.Combine(_folder, "dotnet"), "");
        Assert.Equal(
            "dotnet bin/appliance.dll",
            OwnCommand.Of(Path.Combine(_folder, "dotnet"), "bin/appliance.dll", "/work", _folder));
        Assert.Equal(
            "/usr/lib/dotnet/dotnet /work/bin/appliance.dll",
            OwnCommand.Of("/usr/lib/dotnet/dotnet", "/work/bin/appliance.dll", "/elsewhere", null));
    }
}
