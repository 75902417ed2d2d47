using Appliance.Json;
using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>What the parts of an app know of each other while the app is bound.</summary>
internal sealed class AppScope(DiagnosticBag diagnostics)
{
    public DiagnosticBag Diagnostics { get; } = diagnostics;

    /// <summary>Null if the app names none that there is: then its bounds are unknown too.</summary>
    public DialectRules? Dialect { get; set; }

    /// <summary>The app's, completed by the file's.</summary>
    public Defaults Defaults { get; set; } = Defaults.None;

    /// <summary>The claims of roles that override none: the dialect's, with the app's own.</summary>
    public ClaimsTemplate Claims { get; set; } = new(EquatableArray<Claim>.Empty);

    /// <summary>Null if the app names none.</summary>
    public StarterKit? Kit { get; set; }

    /// <summary>The app names a kit that there is not: its roles and room types cannot be known.</summary>
    public bool KitUnknown { get; set; }

    /// <summary>What defines the roles was reported: that a role is not among them says nothing.</summary>
    public bool RolesUnknown { get; set; }

    /// <summary>What defines the room types was reported: that a type is not among them says nothing.</summary>
    public bool RoomTypesUnknown { get; set; }

    public List<RoleModel> Roles { get; } = [];

    public Dictionary<string, int> RoleIndices { get; } = [];

    public List<RoomTypeModel> RoomTypes { get; } = [];

    public Dictionary<string, int> RoomTypeIndices { get; } = [];

    /// <summary>Room types whose kind was reported: nothing follows from it.</summary>
    public HashSet<int> RoomTypesOfUnknownKind { get; } = [];

    /// <summary>The member that defines roles or room types; an app with a kit may do without.</summary>
    public JsonNode? FindDefinitions(ObjectBinder app, string member) => Kit is not null || KitUnknown
        ? app.Find(member, JsonTokenKind.ObjectStart)
        : app.Require(member, JsonTokenKind.ObjectStart);
}
