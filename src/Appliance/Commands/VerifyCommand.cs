using System.Text;
using Appliance.Endpoints.Redemption;
using Appliance.Hosting.Logging;
using Appliance.Hosting.Processes;
using Appliance.Hosting.Secrets;
using Appliance.PolicyModel;
using Appliance.Tokens;
using ConsoleAppFramework;

namespace Appliance.Commands;

/// <summary><c>appliance verify</c>: a token's claims on stdout, or why it is invalid; with <c>--redeem</c>, a running
/// appliance redeems it.</summary>
[RegisterCommands]
internal sealed class VerifyCommand
{
    /// <summary>Prints a token's claims as JSON, or why it is invalid; exits with 65 if it is.</summary>
    /// <param name="token">The token, also as "Bearer TOKEN" or in quotes; - reads standard input.</param>
    /// <param name="app">-a, Use only this app's key; default: the keys of all configured apps.</param>
    /// <param name="data">The data directory, as given to serve --data, for run-time changes to rooms; default:
    /// APPLIANCE_DATA.</param>
    /// <param name="redeem">Redeem the token at a running appliance; a single-use token is consumed.</param>
    /// <param name="url">The address of that appliance.</param>
    [Command("verify")]
    public int Run(
        [Argument] string token = "-", string? app = null, string? data = null, bool redeem = false,
        string url = "http://127.0.0.1:8080") =>
        CommandExit.Guard(() => Verify(token, app, DataDirectory.Of(data), redeem ? url : null));

    private static int Verify(string token, string? app, string? data, string? redeemAt)
    {
        ProcessHardening.Apply();
        if (app is not null && Policies.Current.FindApp(Encoding.UTF8.GetBytes(app)) is null)
            return CommandExit.UnknownApp(app);
        byte[]? text = token == "-"
            ? StandardStreams.Read(TokenLimits.AnyTokenBytesMax + PastedToken.WrapperBytesMax)
            : Encoding.UTF8.GetBytes(token);
        if (text is null)
            return CommandExit.Fail(ExitCode.Usage, "Standard input cannot be read: give the token as an argument.");
        Keyring keyring = new(generateMissing: false);
        ReadOnlySpan<byte> presented = PastedToken.Unwrap(text);
        TokenVerdict? verdict = VerifyWithKeys(presented, app, keyring, out byte[] claims, out App? owner);
        keyring.LogWarnings();
        if (verdict == TokenVerdict.Valid)
            return redeemAt is null ? Result(owner!, claims, data) : RedeemCall.Run(owner!, presented, redeemAt);
        if (verdict is null)
            return CommandExit.Fail(ExitCode.BadConfiguration, string.Join('\n', keyring.Errors));
        // A blank or a URL instead of a token fails as one of these.
        string? found = verdict is TokenVerdict.Malformed or TokenVerdict.BadHeader or TokenVerdict.BadSignature
            ? PastedToken.Describe(presented) : null;
        CommandExit.Fail(ExitCode.BadData, found ?? TokenVerdicts.Describe(verdict.Value));
        if (found is not null)
            return (int)ExitCode.BadData;
        if (verdict == TokenVerdict.BadSignature && keyring.Errors.Count > 0)
            CommandExit.Fail(ExitCode.BadData, "Keys not tried:\n" + string.Join('\n', keyring.Errors));
        return (int)ExitCode.BadData;
    }

    /// <summary>Prints the claims of a token with valid signature and dates, unless its room rejects it.</summary>
    private static int Result(App owner, byte[] claims, string? data)
    {
        if (data is null)
            Output.WriteErrorLine(DataDirectory.RuntimeChangesIgnored);
        else if (TokenRejection.Describe(
            DataDirectory.Rooms(data), owner, claims, DateTimeOffset.UtcNow.ToUnixTimeSeconds()) is { } reason)
            return CommandExit.Fail(ExitCode.BadData, reason);
        return CommandExit.WriteResult(claims);
    }

    /// <summary>Tries the configured keys; null if no key is configured.</summary>
    private static TokenVerdict? VerifyWithKeys(
        ReadOnlySpan<byte> token, string? app, Keyring keyring, out byte[] claims, out App? owner)
    {
        claims = [];
        owner = null;
        byte[] payload = new byte[TokenLimits.AnyPayloadBytesMax];
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
            // A token of another app fails by header or signature; any other verdict concerns a token of this app.
            if (tried is not (TokenVerdict.BadHeader or TokenVerdict.BadSignature))
            {
                owner = candidate;
                return tried;
            }
            verdict = verdict == TokenVerdict.BadSignature ? verdict : tried;
        }
        return verdict;
    }
}
