using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Warns of definitions that no token can use, probably because of a wrong name.</summary>
internal static class UnusedDefinitions
{
    /// <param name="app">The app.</param>
    /// <param name="scope">Its definitions.</param>
    /// <param name="rooms">Its rooms and room patterns.</param>
    /// <param name="createsRooms">Whether its API creates rooms at run time, which may be of any type.</param>
    public static void Report(ObjectBinder app, AppScope scope, RoomsModel rooms, bool createsRooms)
    {
        ulong rolesUsed = scope.RoomTypes.Aggregate(0UL, (used, type) => used | type.RolesAllowed);
        foreach (JsonMember role in Entries("roles"))
        {
            if (scope.RoleIndices.TryGetValue(role.Name, out int index) && (rolesUsed >> index & 1) == 0)
                scope.Diagnostics.Report(PolicyDiagnostics.UnusedRole, role.NameToken, role.Name);
        }
        if (createsRooms)
            return;
        var typesUsed = new HashSet<int>(
            rooms.Named.Select(room => room.Type).Concat(rooms.Patterns.Select(pattern => pattern.Type)));
        foreach (JsonMember type in Entries("roomTypes"))
        {
            if (scope.RoomTypeIndices.TryGetValue(type.Name, out int typeIndex) && !typesUsed.Contains(typeIndex))
                scope.Diagnostics.Report(PolicyDiagnostics.UnusedRoomType, type.NameToken, type.Name);
        }

        IEnumerable<JsonMember> Entries(string member) =>
            app.Find(member)?.Value is { Kind: JsonTokenKind.ObjectStart } map ? map.Members : [];
    }
}
