using System.Text;
using Appliance.Endpoints;
using Appliance.Endpoints.Vendors;
using Appliance.Hosting.Logging;
using Appliance.Hosting.Processes;
using Appliance.Hosting.Secrets;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Tokens;
using ConsoleAppFramework;

namespace Appliance.Commands;

/// <summary><c>appliance token</c>: issues a token as an endpoint would.</summary>
[RegisterCommands]
internal sealed class TokenCommand
{
    /// <summary>Prints a token for a role in a room, or a management token, to stdout.</summary>
    /// <param name="app">The app's name in the policy.</param>
    /// <param name="room">The room's id, or a name that matches a room pattern.</param>
    /// <param name="role">The role's name.</param>
    /// <param name="user">The user's id, which is also the display name.</param>
    /// <param name="expiry">The token's lifetime, for example 90s, 15m, 24h or 7d; default: the role's, or 7d for a
    /// management token.</param>
    /// <param name="data">The data directory, as given to serve --data, for run-time changes to rooms; default:
    /// APPLIANCE_DATA.</param>
    /// <param name="management">Print a management token (Bearer) for the app's back end instead.</param>
    [Command("token")]
    public int Run(
        string app, string? room = null, string? role = null, string? user = null, string? expiry = null,
        string? data = null, bool management = false) =>
        CommandExit.Guard(() =>
        {
            ProcessHardening.Apply();
            if (management)
                return Management(app, room ?? role ?? user ?? data, expiry);
            return room is null || role is null
                ? CommandExit.Fail(ExitCode.Usage, "--room and --role are required.")
                : Token(app, room, role, user, expiry, DataDirectory.Of(data));
        });

    private static int Management(string app, string? misplaced, string? expiry)
    {
        if (misplaced is not null)
            return CommandExit.Fail(
                ExitCode.Usage, "--management cannot be combined with --room, --role, --user or --data.");
        if (!Options.TryParseExpiry(expiry, out long lifetimeSeconds, out string error))
            return CommandExit.Fail(ExitCode.Usage, error);
        if (lifetimeSeconds > LifetimeSecondsMax())
            return CommandExit.Fail(
                ExitCode.Denied,
                $"--expiry: a management token is valid for at most {Duration.ToText(LifetimeSecondsMax())}.");
        App? tenant = Policies.Current.FindApp(Encoding.UTF8.GetBytes(app));
        if (tenant is null)
            return CommandExit.UnknownApp(app);
        if (VendorApis.Of(tenant)?.BackEndToken is not { LifetimeSecondsDefault: > 0 } management)
            return CommandExit.Fail(
                ExitCode.Usage, $"Only {string.Join(" and ", VendorsWithTokens())} apps have management tokens.");
        Keyring keyring = new(generateMissing: false);
        SigningKey? key = keyring.TokenKey(tenant);
        keyring.LogWarnings();
        if (key is null)
            return CommandExit.Fail(ExitCode.BadConfiguration, string.Join('\n', keyring.Errors));

        Span<byte> tokenId = stackalloc byte[TokenIds.Length];
        new TokenIds(SystemRandom.Fill).Next(tokenId);
        byte[] token = new byte[TokenLimits.TokenBytesMax];
        int tokenBytes = management.Write(
            tenant, key, tokenId, DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            lifetimeSeconds == Rules.DefaultLifetime ? management.LifetimeSecondsDefault : lifetimeSeconds, token);
        return CommandExit.WriteResult(token.AsSpan(0, tokenBytes));
    }

    /// <summary>The longest lifetime of a management token of any API.</summary>
    private static long LifetimeSecondsMax()
    {
        long longest = 0;
        foreach (VendorApi vendor in VendorApis.All)
        {
            if (vendor.BackEndToken is { LifetimeSecondsDefault: > 0 } token)
                longest = Math.Max(longest, token.LifetimeSecondsMax);
        }
        return longest;
    }

    private static List<string> VendorsWithTokens() => new List<VendorApi>(VendorApis.All)
        .FindAll(vendor => vendor.BackEndToken is { LifetimeSecondsDefault: > 0 }).ConvertAll(vendor => vendor.Name);

    private static int Token(string app, string room, string role, string? user, string? expiry, string? data)
    {
        if (!Options.TryParseExpiry(expiry, out long lifetimeSeconds, out string error))
            return CommandExit.Fail(ExitCode.Usage, error);
        App? tenant = Policies.Current.FindApp(Encoding.UTF8.GetBytes(app));
        if (tenant is null)
            return CommandExit.UnknownApp(app);
        if (!Options.TryParseUser(user, out byte[] userId, out error))
            return CommandExit.Fail(ExitCode.Usage, error);
        CallerValues given = user is null ? CallerValues.None : CallerValues.UserId | CallerValues.UserName;
        CallerValues missing = (tenant.FindRole(Encoding.UTF8.GetBytes(role))?.Required ?? CallerValues.None) & ~given;
        if (missing != CallerValues.None)
            return CommandExit.Fail(ExitCode.Usage, MissingValue(missing));

        Keyring keyring = new(generateMissing: false);
        SigningKey? key = keyring.TokenKey(tenant);
        keyring.LogWarnings();
        if (key is null)
            return CommandExit.Fail(ExitCode.BadConfiguration, string.Join('\n', keyring.Errors));
        byte[] roomId = Encoding.UTF8.GetBytes(room);
        RoomLookup known = DataDirectory.Rooms(data).Lookup(tenant, roomId);
        if (data is null)
            Output.WriteErrorLine(DataDirectory.RuntimeChangesIgnored);
        return known.State switch
        {
            RoomState.Unknown => CommandExit.Denied(Denial.UnknownRoom),
            RoomState.Disabled => CommandExit.Denied(CommandExit.RoomDisabledRule),
            _ => Issue(tenant, key, roomId, known.Room, role, userId, lifetimeSeconds),
        };
    }

    private static int Issue(
        App app, SigningKey key, byte[] roomId, in Room room, string roleName, byte[] userId, long lifetimeSeconds)
    {
        Role? role = app.FindRole(Encoding.UTF8.GetBytes(roleName));
        if (role is null)
            return CommandExit.Denied(Denial.UnknownRole);

        Span<byte> tokenId = stackalloc byte[TokenIds.Length];
        new TokenIds(SystemRandom.Fill).Next(tokenId);
        ClaimValues values = new()
        {
            RoomId = roomId,
            UserId = userId,
            UserName = userId,
            TokenId = tokenId,
            NowSeconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        };
        byte[] token = new byte[TokenLimits.TokenBytesMax];
        IssueResult issue = new TokenIssuer(app, key).Issue(role, room, lifetimeSeconds, ref values, token);
        if (issue.Verdict == IssueVerdict.Denied)
            return CommandExit.Denied(issue.Denial);
        if (issue.Verdict == IssueVerdict.ClaimsTooLong)
            return CommandExit.Fail(ExitCode.Usage, "--user: too long for tokens of this role.");
        if (!issue.IsIssued)
            return CommandExit.Fail(ExitCode.Unavailable, IssueVerdicts.Describe(issue.Verdict));
        return CommandExit.WriteResult(token.AsSpan(0, issue.TokenBytes));
    }

    private static string MissingValue(CallerValues missing) =>
        (missing & (CallerValues.UserId | CallerValues.UserName)) != CallerValues.None
            ? "This role needs a user: add --user."
            : "Tokens of this role need a value that the command line cannot set: use the app's API.";
}
