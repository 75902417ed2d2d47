using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Xunit;

namespace Appliance.TestKit;

/// <summary>A test that has tokens signed by PyJWT: skipped where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresPyJwtFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(JwtLibraries.MissingPyJwt, test);

/// <summary>A test that has tokens signed by ruby-jwt: skipped where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresRubyJwtFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(JwtLibraries.MissingRubyJwt, test);

/// <summary>Signs tokens with the libraries that back ends in other languages use: the scripts are in
/// tests/jwt.</summary>
public static class JwtLibraries
{
    /// <summary>The distribution's own, which its packages of modules are for.</summary>
    private const string Python = "/usr/bin/python3";

    private static readonly string Folder = Path.Combine(Places.Repository, "tests/jwt");

    public static string? MissingPyJwt { get; } = Succeeds(Python, "-c", "import jwt") ? null : "needs python3-jwt";

    public static string? MissingRubyJwt { get; } = Succeeds("ruby", "-e", "require 'jwt'") ? null : "needs ruby-jwt";

    public static Task<string> PyJwtAsync(string claims, string secret) =>
        SignAsync(Python, "sign.py", claims, secret);

    public static Task<string> RubyJwtAsync(string claims, string secret) =>
        SignAsync("ruby", "sign.rb", claims, secret);

    /// <summary>What the scripts read.</summary>
    /// <param name="claims">JSON.</param>
    /// <param name="secret">Its UTF-8 is the key.</param>
    public static string Input(string claims, string secret) =>
        $$"""{"claims":{{claims}},"secret":{{JsonSerializer.Serialize(secret)}}}""";

    private static async Task<string> SignAsync(string interpreter, string script, string claims, string secret)
    {
        CommandResult result = await Commands.RunAsync(
            Commands.Start(interpreter, [Path.Combine(Folder, script)]), Input(claims, secret));
        Assert.True(result.ExitCode == 0, $"{script} ended with {result.ExitCode}: {result.Error}");
        return result.Output.TrimEnd();
    }

    private static bool Succeeds(string file, params string[] arguments)
    {
        if (!Commands.Exists(file))
            return false;
        ProcessStartInfo start = Commands.Start(file, arguments);
        return Commands.RunAsync(start).GetAwaiter().GetResult().ExitCode == 0;
    }
}
