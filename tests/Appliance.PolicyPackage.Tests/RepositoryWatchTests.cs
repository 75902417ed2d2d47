using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.PolicyPackage.Tests;

/// <summary>`dotnet watch` in this repository.</summary>
public class RepositoryWatchTests
{
    [Fact]
    public async Task Dotnet_watch_lists_the_policy_of_the_repository()
    {
        ProcessStartInfo start = Commands.Start(
            "dotnet", ["watch", "--list", "--project", "src/Appliance.PolicyModel"]);
        start.WorkingDirectory = Places.Repository;
        CommandResult list = await Commands.RunAsync(start, secondsMax: 180);
        Assert.True(list.ExitCode == 0, list.Output + list.Error);
        Assert.Contains(
            Path.Combine(Places.Repository, "policies.json"),
            list.Output.Split('\n', StringSplitOptions.TrimEntries).Select(Path.GetFullPath));
    }
}
