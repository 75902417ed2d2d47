using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds the member <c>roles</c> of room types and token endpoints: names of the app's roles.</summary>
internal static class RoleLists
{
    /// <summary>A bitmask of the indices of the listed roles.</summary>
    /// <param name="owner">The owner of the member.</param>
    /// <param name="list">The list; null if it is absent or was reported, and the result is then 0.</param>
    /// <param name="whenEmpty">The suggestion for an empty list.</param>
    /// <param name="scope">The app's roles.</param>
    public static ulong Bind(ObjectBinder owner, JsonNode? list, string whenEmpty, AppScope scope)
    {
        if (list is null)
            return 0;
        if (list.Items.Count == 0)
            scope.Diagnostics.Report(PolicyDiagnostics.EmptyList, list.Token, "roles", whenEmpty);
        ulong roles = 0;
        foreach (JsonNode role in owner.FindTexts("roles") ?? [])
        {
            if (scope.RoleIndices.TryGetValue(role.Text, out int index))
                roles |= 1UL << index;
            else if (!scope.RolesUnknown)
                scope.Diagnostics.ReportUnknown("role", role, scope.RoleIndices.Keys);
        }
        return roles;
    }
}
