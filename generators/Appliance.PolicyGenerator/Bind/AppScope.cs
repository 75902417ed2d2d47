using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>The state shared by the binders of one app.</summary>
internal sealed class AppScope(DiagnosticBag diagnostics)
{
    public DiagnosticBag Diagnostics { get; } = diagnostics;

    /// <summary>Null if the app names no known dialect; its limits are then unknown too.</summary>
    public DialectRules? Dialect { get; set; }

    /// <summary>The app's defaults, completed by the file's.</summary>
    public Defaults Defaults { get; set; } = Defaults.None;

    /// <summary>The claims of a role without overrides: the dialect's with those of the app.</summary>
    public ClaimsTemplate Claims { get; set; } = new(EquatableArray<Claim>.Empty);

    /// <summary>The app's starter kit; null if it names none.</summary>
    public StarterKit? Kit { get; set; }

    /// <summary>The app names an unknown starter kit, so its roles and room types are unknown.</summary>
    public bool KitUnknown { get; set; }

    /// <summary>The definition of the roles was reported, so an unknown role is no further error.</summary>
    public bool RolesUnknown { get; set; }

    /// <summary>The definition of the room types was reported, so an unknown room type is no further error.</summary>
    public bool RoomTypesUnknown { get; set; }

    public List<RoleModel> Roles { get; } = [];

    public Dictionary<string, int> RoleIndices { get; } = [];

    public List<RoomTypeModel> RoomTypes { get; } = [];

    public Dictionary<string, int> RoomTypeIndices { get; } = [];

    /// <summary>Room types whose kind was reported: their schedule is not checked.</summary>
    public HashSet<int> RoomTypesOfUnknownKind { get; } = [];

    /// <summary>The index of the room type of that name; null if it is unknown, which is reported.</summary>
    public int? FindRoomType(JsonNode name)
    {
        if (RoomTypeIndices.TryGetValue(name.Text, out int index))
            return index;
        if (!RoomTypesUnknown)
            Diagnostics.ReportUnknown("room type", name, RoomTypeIndices.Keys);
        return null;
    }

    /// <summary>The member that defines roles or room types; optional in an app with a starter kit.</summary>
    public JsonNode? FindDefinitions(ObjectBinder app, string member) => Kit is not null || KitUnknown
        ? app.Find(member, JsonTokenKind.ObjectStart)
        : app.Require(member, JsonTokenKind.ObjectStart);
}
