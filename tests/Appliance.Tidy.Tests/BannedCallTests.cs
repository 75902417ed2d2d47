using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Appliance.Tidy.Tests;

/// <summary>Bans calls that compile but fail in production, or that break a design rule.</summary>
public class BannedCallTests
{
    /// <summary>Each loads libssl or reads a device at run time; an empty root directory has neither.</summary>
    private static readonly string[] NeedsLibSsl =
    [
        "SHA1", "SHA256", "SHA384", "SHA512", "MD5", "HMACSHA1", "HMACSHA256", "HMACSHA384", "HMACSHA512",
        "IncrementalHash", "RandomNumberGenerator", "NewGuid", "CreateVersion7",
    ];

    /// <summary>Ambient sources of time and randomness; the core gets both from its caller.</summary>
    private static readonly string[] Ambient = ["DateTime", "DateTimeOffset", "Stopwatch", "TimeProvider", "Random"];

    private static readonly string[] PureProjects =
        ["src/Appliance.Json", "src/Appliance.PolicyModel", "src/Appliance.Tokens", "src/Appliance.Http",
         "src/Appliance.Endpoints"];

    [Fact]
    public void Framework_hashing_and_randomness_are_not_used_in_src() =>
        Findings.AssertNone(Uses(NeedsLibSsl, "src")
            // The fallback for systems without getrandom, never used on Linux.
            .Where(use => !use.StartsWith("src/Appliance.Tokens/SystemRandom.cs:", StringComparison.Ordinal)));

    [Fact]
    public void Core_does_not_read_clocks_or_random_sources() =>
        Findings.AssertNone(PureProjects.SelectMany(project => Uses(Ambient, project))
            .Where(use => !use.StartsWith("src/Appliance.Http/HttpDate.cs:", StringComparison.Ordinal)));

    [Fact]
    public void Core_does_no_IO_and_starts_no_threads() => Findings.AssertNone(PureProjects.SelectMany(project => Uses(
        ["File", "FileStream", "Directory", "Socket", "Environment", "Thread", "ThreadPool", "Timer", "Task"], project))
        // SystemRandom ends the process if randomness is unavailable; SecretSource only names kinds of sources.
        .Where(use => !use.StartsWith("src/Appliance.Tokens/SystemRandom.cs:", StringComparison.Ordinal))
        .Where(use => !use.StartsWith("src/Appliance.PolicyModel/SecretSource.cs:", StringComparison.Ordinal)));

    [Fact]
    public void Secrets_and_signatures_are_compared_in_constant_time() => Findings.AssertNone(
        new[] { "src/Appliance.Tokens/TokenVerifier.cs", "src/Appliance.Endpoints/Credential.cs" }
            .Where(path => !SourceTree.CSharp.Single(file => file.Path == path).Root.DescendantTokens()
                .Any(token => token.ValueText == "FixedTimeEquals")));

    [Fact]
    public void Local_time_is_not_used_in_src() => Findings.AssertNone(SourceTree.CSharp
        .Where(file => file.IsUnder("src"))
        .SelectMany(file => file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            .Where(access => access.ToString() is "DateTime.Now" or "DateTimeOffset.Now" or "DateTime.Today")
            .Select(access => $"{file.Path}: {access}")));

    [Fact]
    public void Console_is_used_only_by_the_executable() => Findings.AssertNone(Uses(["Console"], "src")
        .Where(use => !use.StartsWith("src/Appliance/", StringComparison.Ordinal))
        // The standard streams of systems other than Linux.
        .Where(use => !use.StartsWith("src/Appliance.Hosting/Logging/", StringComparison.Ordinal)));

    /// <summary>A call with SuppressGCTransition delays garbage collection, so it must not block: only calls on
    /// non-blocking sockets, and arithmetic.</summary>
    [Fact]
    public void SuppressGCTransition_is_limited_to_calls_that_cannot_block() => Assert.Equal(
        ["SHA256_Transform", "accept4", "epoll_ctl", "recv", "send", "sha256_multi_block", "shutdown"],
        SourceTree.CSharp.Where(file => file.IsUnder("src"))
            .SelectMany(file => file.Root.DescendantNodes().OfType<MethodDeclarationSyntax>())
            .Where(method => method.AttributeLists.SelectMany(list => list.Attributes)
                .Any(attribute => attribute.Name.ToString() == "SuppressGCTransition"))
            .Select(method => method.Identifier.ValueText)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Sources_contain_no_TODO_or_NotImplementedException() => Findings.AssertNone(SourceTree.CSharp
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
