using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>A bound policy.</summary>
/// <param name="Root">Its members, of which <c>tests</c> is bound later.</param>
/// <param name="Apps">Its apps, in the order of the file.</param>
internal sealed record BoundPolicy(ObjectBinder Root, IReadOnlyList<BoundApp> Apps);

/// <summary>Binds a whole policy, except its tests: from the JSON tree to the models of the apps.</summary>
internal static class PolicyBinder
{
    private static readonly string[] Members = ["$schema", "policy", "defaults", "dialects", "apps", "tests"];

    public static BoundPolicy Bind(JsonNode root, DiagnosticBag diagnostics, CancellationToken cancellation)
    {
        var policy = new ObjectBinder(root, root.Token, "a policy", Members, diagnostics);
        policy.Find("$schema", JsonTokenKind.String);
        JsonNode? version = policy.Require("policy", JsonTokenKind.Number);
        if (version is not null && version.Text != "1")
            diagnostics.Report(PolicyDiagnostics.UnknownVersion, version.Token);
        FileScope file = BindFile(policy);

        JsonNode? map = policy.Require("apps", JsonTokenKind.ObjectStart);
        List<BoundApp> apps =
        [
            .. NamedMap.Apps.Read(map, [], diagnostics)
                .Select(entry => AppBinder.Bind(entry, file, diagnostics, cancellation)),
        ];
        NamedMap.ReportCollisions([], [.. apps.Select(app => (app.Name, app.NameToken))], diagnostics);
        ReportDuplicatePublicIds(apps, diagnostics);
        return new(policy, apps);
    }

    private static FileScope BindFile(ObjectBinder policy)
    {
        int errorsBefore = policy.Diagnostics.ErrorCount;
        Defaults defaults = Defaults.Bind(policy, dialect: null);
        Dictionary<string, DialectRules?> dialects = BindDialects(policy);
        return new(defaults, dialects, policy.Diagnostics.ErrorCount == errorsBefore);
    }

    private static Dictionary<string, DialectRules?> BindDialects(ObjectBinder policy)
    {
        Dictionary<string, DialectRules?> dialects =
            BuiltInDialects.All.ToDictionary(dialect => dialect.Name, DialectRules? (dialect) => dialect);
        JsonNode? map = policy.Find("dialects", JsonTokenKind.ObjectStart);
        foreach (JsonMember entry in NamedMap.Dialects.Read(map, [], policy.Diagnostics))
        {
            DialectRules? dialect = DialectBinder.Bind(entry, policy.Diagnostics);
            if (dialects.ContainsKey(entry.Name))
                policy.Diagnostics.Report(PolicyDiagnostics.DialectTaken, entry.NameToken, entry.Name);
            else
                dialects.Add(entry.Name, dialect);
        }
        return dialects;
    }

    /// <summary>The apps that can be compiled together.</summary>
    public static IEnumerable<AppModel> CompilableApps(IEnumerable<BoundApp> apps)
    {
        var identifiers = new HashSet<string>();
        var publicIds = new HashSet<string>();
        foreach (AppModel app in apps.Select(app => app.Model).OfType<AppModel>())
        {
            if (Names.IsLabel(app.Name) && identifiers.Add(app.Identifier) && publicIds.Add(app.PublicId))
                yield return app;
        }
    }

    private static void ReportDuplicatePublicIds(List<BoundApp> apps, DiagnosticBag diagnostics)
    {
        var owners = new Dictionary<string, string>();
        foreach (BoundApp app in apps)
        {
            if (app.PublicId is not { } id)
                continue;
            if (owners.TryGetValue(id.Text, out string? owner))
                diagnostics.Report(PolicyDiagnostics.DuplicatePublicId, id.Token, owner);
            else
                owners.Add(id.Text, app.Name);
        }
    }
}
