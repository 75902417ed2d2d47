using System.Text;
using Appliance.PolicyModel;
using Appliance.Secrets;
using Appliance.Serving;
using Appliance.Tokens;
using ConsoleAppFramework;

namespace Appliance.Commands;

/// <summary><c>appliance verify</c>: a token's claims on stdout, or why it is not good; with <c>--redeem</c>, it is
/// used at an appliance that serves.</summary>
internal sealed class VerifyCommand
{
    /// <summary>Prints a token's claims as JSON, or says why it is not valid and ends with 65.</summary>
    /// <param name="token">The token, also as "Bearer TOKEN" or in quotes, or - to read it from standard input.</param>
    /// <param name="app">-a, Only this app's key; every configured app's if left out.</param>
    /// <param name="data">The directory that serve --data was given, to see rooms that were made, changed or disabled
    /// at run time; APPLIANCE_DATA if it is left out.</param>
    /// <param name="redeem">Redeem it at an appliance that serves: one for a single use is used up.</param>
    /// <param name="url">Where that appliance is.</param>
    [Command("verify")]
    public int Run(
        [Argument] string token = "-", string? app = null, string? data = null, bool redeem = false,
        string url = "http://127.0.0.1:8080") =>
        CommandFailure.Guard(() => Verify(token, app, DataDirectory.Of(data), redeem ? url : null));

    private static int Verify(string token, string? app, string? data, string? redeemAt)
    {
        ProcessHardening.Apply();
        if (app is not null && Policies.Current.FindApp(Encoding.UTF8.GetBytes(app)) is null)
            return CommandFailure.UnknownApp(app);
        byte[]? text = token == "-"
            ? StandardStreams.Read(TokenLimits.AnyTokenBytesMax + PastedToken.WrapperBytesMax)
            : Encoding.UTF8.GetBytes(token);
        if (text is null)
            return CommandFailure.Say(ExitCode.Usage, "Standard input cannot be read. Give the token as an argument.");
        Keyring keyring = new(makeUpMissing: false);
        ReadOnlySpan<byte> shown = PastedToken.Unwrap(text);
        TokenVerdict? verdict = Judge(shown, app, keyring, out byte[] claims, out App? owner);
        keyring.LogWarnings();
        if (verdict == TokenVerdict.Valid)
            return redeemAt is null ? Result(owner!, claims, data) : RedeemCall.Run(owner!, shown, redeemAt);
        if (verdict is null)
            return CommandFailure.Say(ExitCode.BadConfiguration, string.Join('\n', keyring.Problems));
        // A blank or a URL shows in the first part that does not fit: header, payload or signature.
        string? found = verdict is TokenVerdict.Malformed or TokenVerdict.BadHeader or TokenVerdict.BadSignature
            ? PastedToken.Describe(shown) : null;
        CommandFailure.Say(ExitCode.BadData, found ?? TokenVerdicts.Describe(verdict.Value));
        if (found is not null)
            return (int)ExitCode.BadData;
        if (verdict == TokenVerdict.BadSignature && keyring.Problems.Count > 0)
            CommandFailure.Say(ExitCode.BadData, "Keys that were not tried:\n" + string.Join('\n', keyring.Problems));
        return (int)ExitCode.BadData;
    }

    /// <summary>Prints the claims of a token whose signature and dates are right, unless its room does not take it.
    /// </summary>
    private static int Result(App owner, byte[] claims, string? data)
    {
        if (data is null)
            Output.WriteErrorLine(DataDirectory.NotLookedAt);
        else if (DataDirectory.Rooms(data).DescribeRejection(owner, claims, DateTimeOffset.UtcNow.ToUnixTimeSeconds())
            is { } reason)
            return CommandFailure.Say(ExitCode.BadData, reason);
        return CommandFailure.Result(claims);
    }

    /// <summary>Tries the keys that are configured; null if none is.</summary>
    private static TokenVerdict? Judge(
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
            // Another app's token fails by its header or its signature; any other verdict is about this app's own.
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
