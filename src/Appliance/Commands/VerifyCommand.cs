using System.Text;
using Appliance.Policy;
using Appliance.Secrets;
using Appliance.Tokens;
using ConsoleAppFramework;

namespace Appliance.Commands;

/// <summary><c>appliance verify</c>: a token's claims on stdout, or why it is not good.</summary>
internal sealed class VerifyCommand
{
    /// <summary>Prints a token's claims as JSON, or says why it is not valid and ends with 65.</summary>
    /// <param name="token">The token, or - to read it from standard input.</param>
    /// <param name="app">-a, Only this app's key; every configured app's if left out.</param>
    [Command("verify")]
    public int Run([Argument] string token = "-", string? app = null) =>
        CommandFailure.Guard(() => Verify(token, app));

    private static int Verify(string token, string? app)
    {
        if (app is not null && Policies.Current.FindApp(Encoding.UTF8.GetBytes(app)) is null)
            return CommandFailure.UnknownApp(app);
        byte[]? text = token == "-"
            ? StandardStreams.Read(TokenLimits.TokenBytesMax + 2)
            : Encoding.UTF8.GetBytes(token);
        if (text is null)
            return CommandFailure.Say(ExitCode.Usage, "Standard input cannot be read. Give the token as an argument.");
        Keyring keyring = new(makeUpMissing: false);
        TokenVerdict? verdict = Judge(text.AsSpan().TrimEnd("\r\n"u8), app, keyring, out byte[] claims);
        if (verdict == TokenVerdict.Valid)
            return CommandFailure.Result(claims);
        if (verdict is null)
            return CommandFailure.Say(ExitCode.BadConfiguration, string.Join('\n', keyring.Problems));
        CommandFailure.Say(ExitCode.BadData, TokenVerdicts.Describe(verdict.Value));
        if (verdict == TokenVerdict.BadSignature && keyring.Problems.Count > 0)
            CommandFailure.Say(ExitCode.BadData, "Keys that were not tried:\n" + string.Join('\n', keyring.Problems));
        return (int)ExitCode.BadData;
    }

    /// <summary>Tries the keys that are configured; null if none is.</summary>
    private static TokenVerdict? Judge(ReadOnlySpan<byte> token, string? app, Keyring keyring, out byte[] claims)
    {
        claims = [];
        byte[] payload = new byte[TokenLimits.PayloadBytesMax];
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        TokenVerdict? verdict = null;
        foreach (App candidate in Policies.Current.Apps)
        {
            if (app is not null && candidate.Name != app)
                continue;
            SigningKey? key = keyring.TokenKey(candidate);
            if (key is null)
                continue;
            TokenVerifier verifier = new(candidate, key, keyring.PreviousTokenKey(candidate));
            TokenVerdict tried = verifier.Verify(token, now, candidate.LeewaySeconds, payload, out int length);
            claims = payload[..length];
            // Another app's token fails by its header or its signature; any other verdict is about this app's own.
            if (tried is not (TokenVerdict.BadHeader or TokenVerdict.BadSignature))
                return tried;
            verdict = verdict == TokenVerdict.BadSignature ? verdict : tried;
        }
        return verdict;
    }
}
