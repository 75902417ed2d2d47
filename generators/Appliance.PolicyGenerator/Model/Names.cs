using System.Text;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>The rules for names, and their C# identifiers.</summary>
internal static class Names
{
    public const string IdRule = "1 to 64 of A-Z, a-z, 0-9, _, . and -";
    public const string RoomRule =
        IdRule + ", or up to 64 of these and one * at the end, such as voice-*, for every name with this prefix";
    public const string RoomTextRule = "1 to 256 bytes of UTF-8 without control characters";
    public const string LabelRule =
        "1 to 63 of a-z, 0-9 and -, not starting or ending with -, because it is a subdomain too";

    /// <summary>Identifiers that generated classes already use, by their own members or those of object.</summary>
    private static readonly HashSet<string> Reserved =
    [
        "Policies", "Current", "Digest", "App", "Roles", "RoomTypes", "Compiled",
        "Equals", "ReferenceEquals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize",
    ];

    public static bool IsId(string name) =>
        name.Length is >= 1 and <= 64 && name.All(c => IsLetterOrDigit(c) || c is '_' or '.' or '-');

    /// <summary>The name is a pattern: it matches every room whose name starts with the text before the
    /// <c>*</c>.</summary>
    public static bool IsPattern(string name) =>
        name == "*" || name.Length > 1 && name[name.Length - 1] == '*' && IsId(name.Substring(0, name.Length - 1));

    /// <summary>The id of a room, or a room pattern.</summary>
    public static bool IsRoom(string name) => IsId(name) || IsPattern(name);

    /// <summary>The name of a pattern's room in requests.</summary>
    public static bool IsRoomText(string name) =>
        name.Length > 0 && !name.Any(char.IsControl) && Encoding.UTF8.GetByteCount(name) <= RoomPattern.NameBytesMax;

    public static bool IsLabel(string name) =>
        name.Length is >= 1 and <= 63
        && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')
        && name[0] != '-' && name[name.Length - 1] != '-';

    /// <summary>The name in Pascal case: <c>daily-standup</c> is <c>DailyStandup</c>. An underscore is added only
    /// before a leading digit and after a reserved word, so that these never collide with another name.</summary>
    public static string ToIdentifier(string name)
    {
        var identifier = new StringBuilder(name.Length + 1);
        bool starts = true;
        foreach (char c in name)
        {
            if (IsLetterOrDigit(c))
                identifier.Append(starts ? char.ToUpperInvariant(c) : c);
            starts = !IsLetterOrDigit(c);
        }
        if (identifier.Length == 0 || char.IsDigit(identifier[0]))
            identifier.Insert(0, '_');
        string result = identifier.ToString();
        return Reserved.Contains(result) ? result + "_" : result;
    }

    /// <summary>Reports names that map to the same identifier.</summary>
    public static void ReportCollisions(IEnumerable<(string Name, ByteRange At)> names, DiagnosticBag diagnostics)
    {
        var firstByIdentifier = new Dictionary<string, string>();
        foreach ((string name, ByteRange at) in names)
        {
            string identifier = ToIdentifier(name);
            if (!firstByIdentifier.TryGetValue(identifier, out string? first))
                firstByIdentifier.Add(identifier, name);
            else
                diagnostics.Report(PolicyDiagnostics.IdentifierCollision, at, first, name, identifier);
        }
    }

    private static bool IsLetterOrDigit(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
