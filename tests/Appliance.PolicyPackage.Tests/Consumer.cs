using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.PolicyPackage.Tests;

/// <summary>A project that uses the package as in its README, driven by the dotnet command.</summary>
internal sealed class Consumer
{
    private const int SecondsMax = 180;

    private readonly string _folder;
    private readonly string _name;
    private readonly IReadOnlyDictionary<string, string> _environment;

    /// <param name="folder">The project's folder, empty.</param>
    /// <param name="name">The project's name and root namespace.</param>
    /// <param name="frameworks">The target frameworks.</param>
    /// <param name="environment">The environment variables of its commands.</param>
    public Consumer(string folder, string name, string frameworks, IReadOnlyDictionary<string, string> environment)
    {
        _folder = folder;
        _name = name;
        _environment = environment;
        // The machine may have only the newest runtime and no app host.
        Write($"{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFrameworks>{frameworks}</TargetFrameworks>
                <RollForward>Major</RollForward>
                <UseAppHost>false</UseAppHost>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Appliance.Policies" Version="[{Feed.Version}]" />
              </ItemGroup>
            </Project>
            """);
    }

    public string PathOf(string file) => Path.Combine(_folder, file);

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    public Task<CommandResult> BuildAsync(params string[] more) =>
        DotnetAsync(["build", "--disable-build-servers", .. more]);

    public Task<CommandResult> DotnetAsync(params string[] arguments)
    {
        ProcessStartInfo start = Commands.Start("dotnet", arguments, _environment);
        start.WorkingDirectory = _folder;
        return Commands.RunAsync(start, secondsMax: SecondsMax);
    }

    /// <summary>Runs the build output for a framework.</summary>
    public Task<CommandResult> RunAsync(string framework, IReadOnlyDictionary<string, string> environment) =>
        Commands.RunAsync(Commands.Start(
            "dotnet", [PathOf($"bin/Debug/{framework}/{_name}.dll")], environment));
}
