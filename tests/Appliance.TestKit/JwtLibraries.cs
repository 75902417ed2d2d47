using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Appliance.TestKit;

/// <summary>Signs tokens with the libraries of back ends in other languages, through the scripts in tests/jwt.
/// </summary>
public static class JwtLibraries
{
    /// <summary>The interpreter that the distribution's packages install modules for.</summary>
    private const string Python = "/usr/bin/python3";

    private static readonly string Folder = Path.Combine(Places.Repository, "tests/jwt");

    public static bool HasPyJwt { get; } = Succeeds(Python, "-c", "import jwt");

    public static bool HasRubyJwt { get; } = Succeeds("ruby", "-e", "require 'jwt'");

    public static Task<string> PyJwtAsync(string claims, string secret) =>
        SignAsync(Python, "sign.py", claims, secret);

    public static Task<string> RubyJwtAsync(string claims, string secret) =>
        SignAsync("ruby", "sign.rb", claims, secret);

    /// <summary>The scripts' stdin.</summary>
    /// <param name="claims">JSON.</param>
    /// <param name="secret">The key is its UTF-8 encoding.</param>
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
