using System.Text;
using Appliance.Endpoints;
using Appliance.Endpoints.Vendors;
using Appliance.Hosting.Clients;
using Appliance.Hosting.Secrets;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Commands;

/// <summary>Redeems a token at a running appliance as a media server does, with the app's credential.</summary>
internal static class RedeemCall
{
    private const long CredentialLifetimeSeconds = 60;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Prints the token's claims, or why it was not redeemed.</summary>
    /// <param name="app">The app that issued the token.</param>
    /// <param name="token">A token with a valid signature.</param>
    /// <param name="url">The appliance's URL without a path.</param>
    public static int Run(App app, ReadOnlySpan<byte> token, string url)
    {
        if (!HttpUrl.TryParse(url, unixSocket: null, out HttpUrl? parsed, out string error) || parsed is null)
            return CommandExit.Fail(ExitCode.Usage, "--url: " + error);
        Keyring keyring = new(generateMissing: false);
        if (CredentialOf(app, keyring) is not { } credential)
            return CommandExit.Fail(ExitCode.BadConfiguration, keyring.Errors.Count > 0
                ? string.Join('\n', keyring.Errors)
                : $"App {app.Name} has no credential that can redeem tokens: set its appKey in the policy.");
        byte[] body = [.. "token="u8, .. token];
        byte[] head = Encoding.ASCII.GetBytes(
            $"POST {parsed.Path}/v1/redeem HTTP/1.1\r\nHost: {parsed.Authority}\r\nAuthorization: {credential}\r\n"
            + $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {body.Length}\r\n\r\n");
        if (HttpCall.Send(parsed.Address, [.. head, .. body], Timeout) is not { } reply)
            return CommandExit.Fail(
                ExitCode.Unavailable, $"Cannot reach an appliance at {parsed.Authority}: set --url.");
        return reply.Status switch
        {
            200 => CommandExit.WriteResult(reply.Body),
            403 or 409 or 410 => CommandExit.Fail(ExitCode.BadData, Encoding.UTF8.GetString(reply.Body)),
            401 => CommandExit.Fail(
                ExitCode.BadConfiguration,
                $"The appliance at {parsed.Authority} rejected the credential of app {app.Name}."),
            _ => CommandExit.Fail(
                ExitCode.Unavailable, $"{reply.Status}: {Encoding.UTF8.GetString(reply.Body)}"),
        };
    }

    private static string? CredentialOf(App app, Keyring keyring)
    {
        BackEndToken? kind = VendorApis.Of(app)?.BackEndToken;
        if (kind is not null && !kind.IsAcceptedFor(app))
            kind = null;
        if (kind is null && app.ApiKey is { } source)
        {
            return keyring.ReadApiKey(app, source) is not { } key ? null
                : "Basic " + Convert.ToBase64String([.. Encoding.UTF8.GetBytes(app.PublicId + ":"), .. key]);
        }
        if (kind is null || keyring.TokenKey(app) is not { } signingKey)
            return null;
        Span<byte> tokenId = stackalloc byte[TokenIds.Length];
        new TokenIds(SystemRandom.Fill).Next(tokenId);
        byte[] token = new byte[TokenLimits.TokenBytesMax];
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        int length = kind.Write(app, signingKey, tokenId, now, CredentialLifetimeSeconds, token);
        return "Bearer " + Encoding.ASCII.GetString(token, 0, length);
    }
}
