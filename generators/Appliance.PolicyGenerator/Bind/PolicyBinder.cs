using Appliance.Json;
using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds a whole policy: from the JSON tree to the model. The model omits every app with an error.</summary>
internal static class PolicyBinder
{
    private static readonly string[] Members = ["$schema", "policy", "defaults", "dialects", "apps", "tests"];

    /// <summary>The string constants of an assembly are limited to 16 MiB in total, and the project has
    /// others.</summary>
    private const long PackedBytesMax = 14 << 20;

    /// <summary>The maximum digits of a room: eight in each of four hash slots, six in each of five other
    /// columns.</summary>
    private const int RoomBytesMax = 4 * 8 + 5 * 6;

    public static PolicySpec Bind(JsonNode root, DiagnosticBag diagnostics, CancellationToken cancellation)
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
        Names.ReportCollisions(apps.Select(app => (app.Name, app.NameToken)), diagnostics);
        ReportDuplicatePublicIds(apps, diagnostics);
        TestBinder.BindAll(policy, apps, diagnostics, cancellation);
        string digest = diagnostics.ErrorCount == 0 ? PolicyDigest.Of(root) : "";
        return new(new([.. ValidApps(apps)]), digest);
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
    private static IEnumerable<AppModel> ValidApps(List<BoundApp> apps)
    {
        long remainingPackedBytes = PackedBytesMax;
        var identifiers = new HashSet<string>();
        var publicIds = new HashSet<string>();
        foreach (AppModel app in apps.Select(app => app.Model).OfType<AppModel>())
        {
            bool isValid = Names.IsLabel(app.Name) && identifiers.Add(app.Identifier) && publicIds.Add(app.PublicId);
            if (!isValid)
                continue;
            remainingPackedBytes -= app.Rooms.Named.Sum(room => RoomBytesMax + room.Id.Length + 3L * room.Name.Length);
            yield return app with { HasPackedRooms = remainingPackedBytes >= 0 };
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
