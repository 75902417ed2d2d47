using Appliance.Policy.Generator.Model;
using Appliance.Policy.Generator.Problems;
using Appliance.Policy.Generator.Read;

namespace Appliance.Policy.Generator.Bind;

/// <summary>Warns of what an app opens to everyone without having said that it is meant.</summary>
internal static class Exposure
{
    /// <summary>More are counted and not listed.</summary>
    private const int ListedMax = 3;

    /// <param name="app">The app.</param>
    /// <param name="scope">Its roles.</param>
    /// <param name="endpoint">Its endpoint without credentials, if there is one.</param>
    /// <param name="hasSampleFront">Whether it serves the sample front.</param>
    public static void Report(ObjectBinder app, AppScope scope, TokenEndpointModel? endpoint, bool hasSampleFront)
    {
        if (hasSampleFront)
            scope.Problems.Report(PolicyProblems.SampleFrontOn, app.Find("sampleFront")!.Value.NameToken);
        if (endpoint is not { Enabled: true } || scope.Dialect is not { Api.Api: TokenApi.Hms100 })
            return;
        JsonMember member = app.Find("tokenEndpoint")!.Value;
        // Where the policy names the roles, that is its decision.
        if (member.Value.Members.Any(m => m.Name == "roles"))
            return;
        RoleModel[] moderating = [.. scope.Roles.Where(IsModerating)];
        if (moderating.Length == 0)
            return;
        RoleModel[] others = [.. scope.Roles.Where(role => !IsModerating(role))];
        string roles = Listed(moderating, "; ", role =>
            $"{role.Name} ({string.Join(", ", GrantWords.Of(role.Grants & GrantSets.Moderating))})");
        string named = Listed(others.Length > 0 ? others : moderating, ", ", role => $"\"{role.Name}\"");
        scope.Problems.Report(PolicyProblems.EndpointGivesAll, member.NameToken, roles, named);
    }

    private static bool IsModerating(RoleModel role) => (role.Grants & GrantSets.Moderating) != 0;

    private static string Listed(RoleModel[] roles, string separator, Func<RoleModel, string> describe) =>
        string.Join(separator, roles.Take(ListedMax).Select(describe)) + (roles.Length > ListedMax ? ", …" : "");
}
