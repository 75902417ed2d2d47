using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>A member with keys chosen by the policy's author: apps, dialects, roles, room types, rooms and
/// templates.</summary>
/// <param name="What">The entry with its article, for messages.</param>
/// <param name="IsName">Whether a key is a valid name.</param>
/// <param name="NameRule">The rule for names, for messages.</param>
/// <param name="CountMax">The limit on entries.</param>
internal sealed record NamedMap(string What, Func<string, bool> IsName, string NameRule, int CountMax)
{
    public static readonly NamedMap Apps = new("an app", Names.IsLabel, Names.LabelRule, AppLimits.AppsMax);

    public static readonly NamedMap Dialects = new("a dialect", Names.IsId, Names.IdRule, AppLimits.DialectsMax);

    public static readonly NamedMap Roles = new("a role", Names.IsId, Names.IdRule, AppLimits.RolesMax);

    public static readonly NamedMap RoomTypes = new("a room type", Names.IsId, Names.IdRule, AppLimits.RoomTypesMax);

    public static readonly NamedMap Templates = new("a template", Names.IsId, Names.IdRule, AppLimits.TemplateIdsMax);

    /// <summary>Only the file size limits the rooms.</summary>
    public static readonly NamedMap Rooms = new("a room", Names.IsRoom, Names.RoomRule, int.MaxValue);

    /// <summary>The distinct entries of the map; invalid names are reported and included.</summary>
    /// <param name="map">The object; other values have no entries.</param>
    /// <param name="kitNames">The names in the starter kit; overridden entries count once.</param>
    /// <param name="diagnostics">Receives the diagnostics.</param>
    public List<JsonMember> Read(JsonNode? map, ICollection<string> kitNames, DiagnosticBag diagnostics)
    {
        if (map is null)
            return [];
        List<JsonMember> entries = [.. JsonKinds.Distinct(map, diagnostics)];
        foreach (JsonMember entry in entries)
        {
            if (!IsName(entry.Name))
                diagnostics.Report(PolicyDiagnostics.BadName, entry.NameToken, entry.Name, What, NameRule);
        }
        int count = kitNames.Count;
        int tooMany = entries.FindIndex(entry => !kitNames.Contains(entry.Name) && ++count > CountMax);
        if (tooMany >= 0)
        {
            diagnostics.Report(PolicyDiagnostics.TooMany, entries[tooMany].NameToken, What, CountMax);
            entries.RemoveRange(tooMany, entries.Count - tooMany);
        }
        return entries;
    }

    /// <summary>Reports names of the policy that map to the C# identifier of an earlier name.</summary>
    /// <param name="kitNames">The names in the starter kit, which come first.</param>
    /// <param name="names">The names of the policy; each may override one of the kit.</param>
    /// <param name="diagnostics">Receives the diagnostics.</param>
    public static void ReportCollisions(
        IEnumerable<string> kitNames, IReadOnlyList<(string Name, ByteRange At)> names, DiagnosticBag diagnostics)
    {
        Dictionary<string, string> firstByIdentifier =
            kitNames.Except(names.Select(name => name.Name)).ToDictionary(Names.ToIdentifier);
        foreach ((string name, ByteRange at) in names)
        {
            string identifier = Names.ToIdentifier(name);
            if (!firstByIdentifier.TryGetValue(identifier, out string? first))
                firstByIdentifier.Add(identifier, name);
            else
                diagnostics.Report(PolicyDiagnostics.IdentifierCollision, at, first, name, identifier);
        }
    }
}
