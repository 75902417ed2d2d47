using System.Diagnostics;
using System.Text.RegularExpressions;
using Appliance.Json;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The output of <c>dotnet build</c> for a bad policy, which both generator and analyzer report.</summary>
public sealed class BuildTests : IDisposable
{
    private const int MillisecondsMax = 180_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-build-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void Dotnet_build_prints_each_diagnostic_once_with_and_without_analyzers(string runAnalyzers)
    {
        var policy = new MarkedPolicy(SamplePolicies.Small
            .With(""" "chat" """, """[TAP011|"chatt"|]""")
            .With(""" "5m" """, """[TAP019|"5 m"|]"""));
        File.WriteAllText(Path.Combine(_folder, "policies.json"), policy.Text);
        File.WriteAllText(Path.Combine(_folder, "Scratch.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RunAnalyzers>{runAnalyzers}</RunAnalyzers>
              </PropertyGroup>
              <ItemGroup>
                <Analyzer Include="{typeof(PolicySourceGenerator).Assembly.Location}" />
                <Reference Include="{typeof(App).Assembly.Location}" />
                <Reference Include="{typeof(JsonReader).Assembly.Location}" />
                <AdditionalFiles Include="policies.json" />
              </ItemGroup>
            </Project>
            """);

        (int exitCode, string errors) = Build();

        Assert.Equal(1, exitCode);
        Assert.Equal(
            policy.Expected.Select(diagnostic => diagnostic.Split('-')[0]),
            Regex.Matches(errors, @"\((\d+),(\d+)\): error (\w+)")
                .Select(line => $"{line.Groups[3].Value} {line.Groups[1].Value}:{line.Groups[2].Value}")
                .Order(StringComparer.Ordinal));
    }

    /// <summary>Returns the errors without the build summary, which would repeat them.</summary>
    private (int ExitCode, string Errors) Build()
    {
        string log = Path.Combine(_folder, "errors.log");
        // A build server would outlive the test.
        string[] arguments =
        [
            "build", "--nologo", "--disable-build-servers", "-noConsoleLogger",
            $"-fileLoggerParameters:LogFile={log};ErrorsOnly;NoSummary",
        ];
        using Process build = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _folder })!;
        if (!build.WaitForExit(MillisecondsMax))
        {
            build.Kill(entireProcessTree: true);
            Assert.Fail($"dotnet build did not end within {MillisecondsMax} ms");
        }
        return (build.ExitCode, File.ReadAllText(log));
    }
}
