using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Warns of parts that an app opens to every client, unless the policy confirms it explicitly.</summary>
internal static class Exposure
{
    /// <summary>Further roles are abbreviated to an ellipsis.</summary>
    private const int ListedMax = 3;

    /// <summary>Video grants that reach beyond participation in one room, or hide the participant.</summary>
    private static readonly string[] ElevatedGrants =
        ["roomCreate", "roomList", "ingressAdmin", "recorder", "hidden", "agent"];

    /// <param name="app">The app.</param>
    /// <param name="scope">Its roles.</param>
    /// <param name="endpoint">Its token endpoint without credentials, if there is one.</param>
    /// <param name="hasSampleFront">Whether it serves the sample front.</param>
    public static void Report(ObjectBinder app, AppScope scope, TokenEndpointModel? endpoint, bool hasSampleFront)
    {
        if (hasSampleFront)
            scope.Diagnostics.Report(PolicyDiagnostics.SampleFrontOn, app.Find("sampleFront")!.Value.NameToken);
        if (endpoint is not { Enabled: true })
            return;
        if (scope.Dialect is { Api.OpenEndpoint: OpenEndpointRole.Request })
            ReportRoles(app, scope);
        else
            ReportVideoGrants(app, endpoint.Role, scope);
    }

    private static void ReportRoles(ObjectBinder app, AppScope scope)
    {
        JsonMember member = app.Find("tokenEndpoint")!.Value;
        // An explicit list of roles is a decision.
        if (member.Value.Members.Any(m => m.Name == "roles"))
            return;
        RoleModel[] moderating = [.. scope.Roles.Where(IsModerating)];
        if (moderating.Length == 0)
            return;
        RoleModel[] others = [.. scope.Roles.Where(role => !IsModerating(role))];
        string roles = Listed(moderating, "; ", role =>
            $"{role.Name} ({string.Join(", ", PolicyVocabulary.NamesOf(role.Grants & GrantSets.Moderating))})");
        string named = Listed(others.Length > 0 ? others : moderating, ", ", role => $"\"{role.Name}\"");
        scope.Diagnostics.Report(PolicyDiagnostics.EndpointGivesAll, member.NameToken, roles, named);
    }

    private static void ReportVideoGrants(ObjectBinder app, string role, AppScope scope)
    {
        IEnumerable<string> granted = MembersOf(app.Find("roles")?.Value, role, "video")
            .Where(grant => grant.Value.Kind == JsonTokenKind.True && ElevatedGrants.Contains(grant.Name))
            .Select(grant => grant.Name);
        string names = string.Join(", ", granted);
        if (names.Length > 0)
            scope.Diagnostics.Report(
                PolicyDiagnostics.EndpointReaches, app.Find("tokenEndpoint")!.Value.NameToken, names, role);
    }

    /// <summary>The members of a nested object; none if it does not exist.</summary>
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
