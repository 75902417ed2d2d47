using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>The member <c>roles</c> of room types and token endpoints: names of the app's roles.</summary>
internal static class RoleLists
{
    /// <summary>A bit for each role index that the list names.</summary>
    /// <param name="owner">Whose member it is.</param>
    /// <param name="list">Its list; null if it is absent or was reported, and then the result is 0.</param>
    /// <param name="whenEmpty">What to write in the place of an empty list.</param>
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
                scope.Diagnostics.Report(
                    PolicyDiagnostics.UnknownReference, role.Token,
                    "role", role.Text, NearMiss.Hint(role.Text, scope.RoleIndices.Keys));
        }
        return roles;
    }
}
