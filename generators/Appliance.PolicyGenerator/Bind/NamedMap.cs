using System.Globalization;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>A member whose own members are named by the policy's author: apps, roles, room types, rooms, and
/// templates.</summary>
/// <param name="What">What one of them is, with its article.</param>
/// <param name="IsName">Which names it may have.</param>
/// <param name="NameRule">The same in words.</param>
/// <param name="CountMax">How many there may be.</param>
internal sealed record NamedMap(string What, Func<string, bool> IsName, string NameRule, int CountMax)
{
    public static readonly NamedMap Apps = new("an app", Names.IsLabel, Names.LabelRule, 1000);

    public static readonly NamedMap Dialects = new("a dialect", Names.IsId, Names.IdRule, 100);

    /// <summary>A room type holds its roles in 64 bits, and a starter kit may bring a few.</summary>
    public static readonly NamedMap Roles = new("a role", Names.IsId, Names.IdRule, 64);

    public static readonly NamedMap RoomTypes = new("a room type", Names.IsId, Names.IdRule, 1000);

    /// <summary>Far more than a dashboard shows.</summary>
    public static readonly NamedMap Templates = new("a template", Names.IsId, Names.IdRule, 1000);

    /// <summary>The file's size is the limit.</summary>
    public static readonly NamedMap Rooms = new("a room", Names.IsRoom, Names.RoomRule, int.MaxValue);

    /// <summary>The map's entries, each name once; bad names are reported and come along.</summary>
    /// <param name="map">The object; nothing is read from another value.</param>
    /// <param name="brought">The entries of a starter kit; those that the map overrides count once.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    public List<JsonMember> Read(JsonNode? map, ICollection<string> brought, DiagnosticBag diagnostics)
    {
        if (map is null)
            return [];
        List<JsonMember> entries = [.. JsonKinds.Distinct(map, diagnostics)];
        foreach (JsonMember entry in entries)
        {
            if (!IsName(entry.Name))
                diagnostics.Report(PolicyDiagnostics.BadName, entry.NameToken, entry.Name, What, NameRule);
        }
        int count = brought.Count;
        int tooMany = entries.FindIndex(entry => !brought.Contains(entry.Name) && ++count > CountMax);
        if (tooMany >= 0)
        {
            string limit = CountMax.ToString(CultureInfo.InvariantCulture);
            diagnostics.Report(PolicyDiagnostics.TooMany, entries[tooMany].NameToken, What, limit);
            entries.RemoveRange(tooMany, entries.Count - tooMany);
        }
        return entries;
    }
}
