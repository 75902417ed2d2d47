using System.Diagnostics;
using Appliance.Testing;

namespace Appliance.PolicyPackage.Tests;

/// <summary>In this repository `dotnet watch` sees the policy too.</summary>
public class RepositoryWatchTests
{
    [Fact]
    public async Task The_watch_command_sees_the_repository_s_policy()
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
