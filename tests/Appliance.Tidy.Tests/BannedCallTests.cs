using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Appliance.Tidy.Tests;

/// <summary>Calls that build clean and fail in the field, or that break a promise of the design.</summary>
public class BannedCallTests
{
    /// <summary>Each loads libssl or reads a device at run time, neither of which an empty root has.</summary>
    private static readonly string[] NeedsLibSsl =
    [
        "SHA1", "SHA256", "SHA384", "SHA512", "MD5", "HMACSHA1", "HMACSHA256", "HMACSHA384", "HMACSHA512",
        "IncrementalHash", "RandomNumberGenerator", "NewGuid", "CreateVersion7",
    ];

    /// <summary>What the core is handed instead: time and randomness.</summary>
    private static readonly string[] Ambient = ["DateTime", "DateTimeOffset", "Stopwatch", "TimeProvider", "Random"];

    private static readonly string[] PureProjects =
        ["src/Appliance.Json", "src/Appliance.PolicyModel", "src/Appliance.Tokens", "src/Appliance.Http",
         "src/Appliance.Endpoints"];

    [Fact]
    public void Nothing_that_ships_hashes_or_draws_through_the_framework() =>
        Findings.AssertNone(Uses(NeedsLibSsl, "src")
            // The one place that draws, where there is no getrandom: never on Linux.
            .Where(use => !use.StartsWith("src/Appliance.Tokens/SystemRandom.cs:", StringComparison.Ordinal)));

    [Fact]
    public void The_core_is_handed_time_and_randomness() =>
        Findings.AssertNone(PureProjects.SelectMany(project => Uses(Ambient, project))
            .Where(use => !use.StartsWith("src/Appliance.Http/HttpDate.cs:", StringComparison.Ordinal)));

    [Fact]
    public void The_core_does_no_input_or_output() => Findings.AssertNone(PureProjects.SelectMany(project => Uses(
        ["File", "FileStream", "Directory", "Socket", "Environment", "Thread", "ThreadPool", "Timer", "Task"], project))
        // Without randomness nothing may go on: the one ends the process. The other only names kinds of places.
        .Where(use => !use.StartsWith("src/Appliance.Tokens/SystemRandom.cs:", StringComparison.Ordinal))
        .Where(use => !use.StartsWith("src/Appliance.PolicyModel/SecretSource.cs:", StringComparison.Ordinal)));

    [Fact]
    public void Secrets_and_signatures_are_compared_in_constant_time() => Findings.AssertNone(
        new[] { "src/Appliance.Tokens/TokenVerifier.cs", "src/Appliance.Endpoints/Credential.cs" }
            .Where(path => !SourceTree.CSharp.Single(file => file.Path == path).Root.DescendantTokens()
                .Any(token => token.ValueText == "FixedTimeEquals")));

    [Fact]
    public void Local_time_is_never_asked_for() => Findings.AssertNone(SourceTree.CSharp
        .Where(file => file.IsUnder("src"))
        .SelectMany(file => file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            .Where(access => access.ToString() is "DateTime.Now" or "DateTimeOffset.Now" or "DateTime.Today")
            .Select(access => $"{file.Path}: {access}")));

    [Fact]
    public void Only_the_executable_uses_the_console() => Findings.AssertNone(Uses(["Console"], "src")
        .Where(use => !use.StartsWith("src/Appliance/", StringComparison.Ordinal)));

    /// <summary>A call that keeps the collector waiting must not block: those on sockets that never do, and
    /// arithmetic.</summary>
    [Fact]
    public void Only_calls_that_cannot_block_skip_the_switch_of_the_collector_s_mode() => Assert.Equal(
        ["SHA256_Transform", "accept4", "epoll_ctl", "recv", "send", "sha256_multi_block", "shutdown"],
        SourceTree.CSharp.Where(file => file.IsUnder("src"))
            .SelectMany(file => file.Root.DescendantNodes().OfType<MethodDeclarationSyntax>())
            .Where(method => method.AttributeLists.SelectMany(list => list.Attributes)
                .Any(attribute => attribute.Name.ToString() == "SuppressGCTransition"))
            .Select(method => method.Identifier.ValueText)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Nothing_is_left_for_later() => Findings.AssertNone(SourceTree.CSharp
        .Where(file => !file.IsUnder("tests/Appliance.Tidy.Tests"))
        .SelectMany(file => file.Lines.Select((line, index) => (file.Path, Line: index + 1, Text: line)))
        .Where(line => line.Text.Contains("TODO") || line.Text.Contains("FIXME") || line.Text.Contains("HACK")
            || line.Text.Contains("NotImplementedException"))
        .Select(line => $"{line.Path}:{line.Line}"));

    private static IEnumerable<string> Uses(string[] names, string folder) => SourceTree.CSharp
        .Where(file => file.IsUnder(folder))
        .SelectMany(file => file.Root.DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.IdentifierToken) && names.Contains(token.ValueText))
            .Select(token => $"{file.Path}:{token.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: "
                + token.ValueText));
}
