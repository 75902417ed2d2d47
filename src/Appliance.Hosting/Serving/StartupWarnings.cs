using Appliance.Hosting.Results;
using Appliance.PolicyModel;

namespace Appliance.Hosting.Serving;

/// <summary>A log line at start-up.</summary>
/// <param name="IsError">Whether it is an error rather than a warning.</param>
/// <param name="Event">The event's name.</param>
/// <param name="App">The app's name.</param>
/// <param name="Roles">The affected roles with their grants; may be empty.</param>
/// <param name="Hint">The risk and the remedy.</param>
internal sealed record StartupWarning(bool IsError, string Event, string App, string Roles, string Hint);

/// <summary>Finds what a policy exposes to everyone who can reach the service.</summary>
internal static class StartupWarnings
{
    private const string SampleFrontHint = "Every client of the sample front sends the app key, which gives access to "
        + "the whole API: remove sampleFront from the policy after trying the samples.";

    /// <param name="policy">The served policy.</param>
    /// <param name="isReachable">Whether the service listens beyond loopback, where an open endpoint is an
    /// error.</param>
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
        string risk = isReachable
            ? "Other machines can reach this endpoint without a credential, and everyone can end, eject or record"
            : "This endpoint needs no credential: everyone who can reach it can end, eject or record";
        return app.TokenEndpoint.Role != ""
            ? $"{risk}. Set tokenEndpoint.role in the policy to a role without these grants, or turn the endpoint off."
            : $"{risk}. Remove these roles from tokenEndpoint.roles in the policy, or turn the endpoint off.";
    }

    private static string Describe(List<Role> roles) => string.Join("; ", roles.ConvertAll(
        role => $"{role.Name} ({string.Join(", ", DisplayNames.Of(role.Grants & GrantSets.Moderating))})"));
}
