using System.Text;

namespace Appliance.PolicyGenerator.Model;

/// <summary>The rules for names, and their C# identifiers.</summary>
internal static class Names
{
    public static readonly string IdRule = $"1 to {AppLimits.IdLengthMax} of A-Z, a-z, 0-9, _, . and -";
    public static readonly string RoomRule = $"{IdRule}, or up to {AppLimits.IdLengthMax} of these and one * at the "
        + "end, such as voice-*, for every name with this prefix";
    public static readonly string RoomTextRule =
        $"1 to {AppLimits.RoomNameBytesMax} bytes of UTF-8 without control characters";
    public static readonly string LabelRule = $"1 to {AppLimits.LabelLengthMax} of a-z, 0-9 and -, "
        + "not starting or ending with -, because it is a subdomain too";
    public static readonly string ClaimRule = $"1 to {ClaimLimits.NameLengthMax} printable characters";

    /// <summary>Identifiers that generated classes already use, by their own members or those of object.</summary>
    private static readonly HashSet<string> Reserved =
    [
        "Policies", "Current", "Digest", "App", "Roles", "RoomTypes", "Compiled",
        "Equals", "ReferenceEquals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize",
    ];

    public static bool IsId(string name) =>
        name.Length is >= 1 and <= AppLimits.IdLengthMax && name.All(c => IsLetterOrDigit(c) || c is '_' or '.' or '-');

    /// <summary>The name is a pattern: it matches every room whose name starts with the text before the
    /// <c>*</c>.</summary>
    public static bool IsPattern(string name) =>
        name == "*" || name.Length > 1 && name[name.Length - 1] == '*' && IsId(name.Substring(0, name.Length - 1));

    /// <summary>The id of a room, or a room pattern.</summary>
    public static bool IsRoom(string name) => IsId(name) || IsPattern(name);

    /// <summary>The name of a pattern's room in requests.</summary>
    public static bool IsRoomText(string name) =>
        name.Length > 0 && !name.Any(char.IsControl) && Encoding.UTF8.GetByteCount(name) <= AppLimits.RoomNameBytesMax;

    public static bool IsLabel(string name) =>
        name.Length is >= 1 and <= AppLimits.LabelLengthMax
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

    /// <summary>The name of a claim.</summary>
    public static bool IsClaim(string name) =>
        name.Length is >= 1 and <= ClaimLimits.NameLengthMax && !name.Any(char.IsControl);

    private static bool IsLetterOrDigit(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
