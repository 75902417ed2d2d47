using Appliance.Json;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Warns of what an app opens to everyone without having said that it is meant.</summary>
internal static class Exposure
{
    /// <summary>More are counted and not listed.</summary>
    private const int ListedMax = 3;

    /// <summary>Video grants that reach beyond taking part in one room, or hide who takes part.</summary>
    private static readonly string[] Reaching =
        ["roomCreate", "roomList", "ingressAdmin", "recorder", "hidden", "agent"];

    /// <param name="app">The app.</param>
    /// <param name="scope">Its roles.</param>
    /// <param name="endpoint">Its endpoint without credentials, if there is one.</param>
    /// <param name="hasSampleFront">Whether it serves the sample front.</param>
    public static void Report(ObjectBinder app, AppScope scope, TokenEndpointModel? endpoint, bool hasSampleFront)
    {
        if (hasSampleFront)
            scope.Diagnostics.Report(PolicyDiagnostics.SampleFrontOn, app.Find("sampleFront")!.Value.NameToken);
        if (endpoint is not { Enabled: true })
            return;
        if (scope.Dialect is { Api.Api: TokenApi.Hms100 })
            ReportRoles(app, scope);
        else
            ReportVideoGrants(app, endpoint.Role, scope);
    }

    private static void ReportRoles(ObjectBinder app, AppScope scope)
    {
        JsonMember member = app.Find("tokenEndpoint")!.Value;
        // Where the policy names the roles, that is its decision.
        if (member.Value.Members.Any(m => m.Name == "roles"))
            return;
        RoleModel[] moderating = [.. scope.Roles.Where(IsModerating)];
        if (moderating.Length == 0)
            return;
        RoleModel[] others = [.. scope.Roles.Where(role => !IsModerating(role))];
        string roles = Listed(moderating, "; ", role =>
            $"{role.Name} ({string.Join(", ", GrantNames.Of(role.Grants & GrantSets.Moderating))})");
        string named = Listed(others.Length > 0 ? others : moderating, ", ", role => $"\"{role.Name}\"");
        scope.Diagnostics.Report(PolicyDiagnostics.EndpointGivesAll, member.NameToken, roles, named);
    }

    private static void ReportVideoGrants(ObjectBinder app, string role, AppScope scope)
    {
        IEnumerable<string> given = MembersOf(app.Find("roles")?.Value, role, "video")
            .Where(grant => grant.Value.Kind == JsonTokenKind.True && Reaching.Contains(grant.Name))
            .Select(grant => grant.Name);
        string names = string.Join(", ", given);
        if (names.Length > 0)
            scope.Diagnostics.Report(
                PolicyDiagnostics.EndpointReaches, app.Find("tokenEndpoint")!.Value.NameToken, names, role);
    }

    /// <summary>The members of an object inside others; none if it is not there.</summary>
    private static IEnumerable<JsonMember> MembersOf(JsonNode? node, params string[] path)
    {
        foreach (string name in path)
            node = node?.Members.FirstOrDefault(member => member.Name == name).Value;
        return node?.Members ?? [];
    }

    private static bool IsModerating(RoleModel role) => (role.Grants & GrantSets.Moderating) != 0;

    private static string Listed(RoleModel[] roles, string separator, Func<RoleModel, string> describe) =>
        string.Join(separator, roles.Take(ListedMax).Select(describe)) + (roles.Length > ListedMax ? ", …" : "");
}
