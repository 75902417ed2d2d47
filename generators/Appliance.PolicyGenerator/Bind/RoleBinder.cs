using System.Diagnostics;
using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds an app's roles: those of the starter kit, then the app's own, which override the kit's member by
/// member.</summary>
internal static class RoleBinder
{
    private static readonly string[] Members = ["grants", "expiry", "claims", "video", RoomConfigClaim.Name];

    public static void BindAll(ObjectBinder app, AppScope scope)
    {
        foreach ((string name, Grants grants) in scope.Kit?.Roles ?? [])
            Set(scope, new(name, Names.ToIdentifier(name), grants, ExpiryBinder.Default(scope), scope.Claims));
        JsonNode? map = scope.FindDefinitions(app, "roles");
        List<JsonMember> entries = NamedMap.Roles.Read(map, scope.RoleIndices.Keys, scope.Diagnostics);
        bool isEmpty = scope.Roles.Count == 0 && entries.Count == 0;
        if (map is not null && isEmpty && !scope.KitUnknown)
            scope.Diagnostics.Report(PolicyDiagnostics.EmptyList, map.Token, "roles", "define at least one role");
        scope.RolesUnknown = isEmpty || scope.KitUnknown || (map is null && app.Find("roles") is not null);
        foreach (JsonMember entry in entries)
            Set(scope, Bind(entry, scope));
        NamedMap.ReportCollisions(
            (scope.Kit?.Roles ?? []).Select(role => role.Name), [.. entries.Select(e => (e.Name, e.NameToken))],
            scope.Diagnostics);
    }

    private static RoleModel Bind(JsonMember entry, AppScope scope)
    {
        var binder = new ObjectBinder(entry.Value, entry.NameToken, "a role", Members, scope.Diagnostics);
        Grants grants = Grants.None;
        if (scope.RoleIndices.TryGetValue(entry.Name, out int inherited) && binder.Find("grants") is null)
            grants = scope.Roles[inherited].Grants;
        else if (binder.Require("grants", JsonTokenKind.ArrayStart) is not null)
            grants = BindGrants(binder);
        Expiry expiry = ExpiryBinder.BindRole(binder, scope);
        ClaimsTemplate claims = ClaimOverrides.Apply(scope.Claims, binder, scope);
        claims = VideoGrantBinder.Apply(claims, binder, grants, scope);
        claims = RoomConfigClaim.Apply(claims, binder, scope);
        return new(entry.Name, Names.ToIdentifier(entry.Name), grants, expiry, claims);
    }

    private static Grants BindGrants(ObjectBinder role)
    {
        Grants grants = Grants.None;
        foreach (JsonNode name in role.FindTexts("grants") ?? [])
        {
            if (PolicyVocabulary.Grants.Find(name.Text) is { } grant)
                grants |= grant;
            else
                role.Diagnostics.ReportNoneOf(name, "a grant", PolicyVocabulary.Grants);
        }
        return grants;
    }

    private static void Set(AppScope scope, RoleModel role)
    {
        if (scope.RoleIndices.TryGetValue(role.Name, out int index))
        {
            scope.Roles[index] = role;
            return;
        }
        Debug.Assert(scope.Roles.Count < AppLimits.RolesMax, "more roles than a mask has bits");
        scope.RoleIndices.Add(role.Name, scope.Roles.Count);
        scope.Roles.Add(role);
    }
}
