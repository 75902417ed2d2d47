using Appliance.PolicyModel;
using Appliance.Results;

namespace Appliance.Serving;

/// <summary>A line for the log at start.</summary>
/// <param name="IsError">Whether it is an error rather than a warning.</param>
/// <param name="Event">The event's name.</param>
/// <param name="App">The app's name.</param>
/// <param name="Roles">The roles that it is about, each with its grants; empty if it is about none.</param>
/// <param name="Hint">What follows and what to write.</param>
internal sealed record StartupWarning(bool IsError, string Event, string App, string Roles, string Hint);

/// <summary>What a policy opens to everyone who can reach the service.</summary>
internal static class StartupWarnings
{
    private const string SampleFrontHint = "Every phone and page that uses it sends the app key, which opens the whole "
        + "API: remove sampleFront from the policy once the samples are tried.";

    /// <param name="policy">The policy that is served.</param>
    /// <param name="isReachable">Whether tokens are served beyond loopback: then an open endpoint is an error.</param>
    public static List<StartupWarning> Of(CompiledPolicy policy, bool isReachable)
    {
        List<StartupWarning> warnings = [];
        foreach (App app in policy.Apps)
        {
            List<Role> roles = OpenEndpoint.ModeratingRolesOf(app);
            if (roles.Count > 0)
                warnings.Add(new(isReachable, "open-endpoint", app.Name, Describe(roles), Hint(app, isReachable)));
            if (app.SampleFront)
                warnings.Add(new(false, "sample-front", app.Name, "", SampleFrontHint));
        }
        return warnings;
    }

    private static string Hint(App app, bool isReachable)
    {
        string who = isReachable
            ? "Other machines reach this endpoint, it asks for no credential, and everyone can end, eject or record"
            : "This endpoint asks for no credential: everyone who reaches it can end, eject or record";
        return app.Api == TokenApi.LiveKit
            ? $"{who}. Write a role without these grants as tokenEndpoint.role in the policy, or turn the endpoint off."
            : $"{who}. Write tokenEndpoint.roles in the policy without these roles, or turn the endpoint off.";
    }

    private static string Describe(List<Role> roles)
    {
        List<string> described = [];
        foreach (Role role in roles)
            described.Add($"{role.Name} ({string.Join(", ", DisplayNames.Of(role.Grants & GrantSets.Moderating))})");
        return string.Join("; ", described);
    }
}
