using System.Text;
using Appliance.Policy;
using Appliance.Secrets;
using Appliance.Tokens;
using ConsoleAppFramework;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Commands;

/// <summary><c>appliance verify</c>: a token's claims on stdout, or why it is not good.</summary>
internal sealed class VerifyCommand
{
    /// <summary>Prints a token's claims as JSON, or says why it is not valid and ends with 65.</summary>
    /// <param name="token">The token, or - to read it from standard input.</param>
    /// <param name="app">-a, Only this app's key; every configured app's if left out.</param>
    [Command("verify")]
    public int Run([Argument] string token = "-", string? app = null)
    {
        if (app is not null && Policies.Current.FindApp(Encoding.UTF8.GetBytes(app)) is null)
            return CommandFailure.UnknownApp(app);
        byte[] text = token == "-" ? ReadStandardInput() : Encoding.UTF8.GetBytes(token);
        Keyring keyring = new(makeUpMissing: false);
        byte[] payload = new byte[text.Length];
        TokenVerdict verdict = TokenVerdict.BadSignature;
        int payloadLength = 0;
        bool anyKey = false;
        foreach (App candidate in Policies.Current.Apps)
        {
            if (app is not null && candidate.Name != app)
                continue;
            SigningKey? key = keyring.TokenKey(candidate);
            if (key is null)
                continue;
            anyKey = true;
            long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            verdict = TokenVerifier.Verify(text, key, now, leewaySeconds: 0, payload, out payloadLength);
            // Another app's token fails by its signature; any other verdict is about this app's own.
            if (verdict != TokenVerdict.BadSignature)
                break;
        }
        if (!anyKey)
            return CommandFailure.Say(ExitCode.BadConfiguration, string.Join('\n', keyring.Problems));
        if (verdict != TokenVerdict.Valid)
            return CommandFailure.Say(ExitCode.BadToken, TokenVerdicts.Describe(verdict));
        Output.WriteLine(payload.AsSpan(0, payloadLength));
        return (int)ExitCode.Ok;
    }

    private const int StdinDescriptor = 0;

    /// <summary>Reads at most one byte more than a token may have, so that a longer one is seen to be.</summary>
    private static byte[] ReadStandardInput()
    {
        byte[] buffer = new byte[TokenLimits.TokenBytesMax + 2];
        using FileStream stdin = new(new SafeFileHandle(StdinDescriptor, ownsHandle: false), FileAccess.Read);
        int length = stdin.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return buffer.AsSpan(0, length).TrimEnd("\r\n"u8).ToArray();
    }
}
