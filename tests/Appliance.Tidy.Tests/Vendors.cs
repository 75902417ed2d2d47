using System.Text.RegularExpressions;

namespace Appliance.Tidy.Tests;

/// <summary>The vendors' names, and the places that may contain them.</summary>
internal static partial class Vendors
{
    /// <summary>Folders, with a slash at the end, and files of src and generators in which a vendor may be named. An
    /// entry without a name is an offence.</summary>
    public static readonly string[] Allowed =
    [
        // A vendor is one folder.
        "src/Appliance.Endpoints/Vendors/Hms100/",
        "src/Appliance.Endpoints/Vendors/EnableX/",
        "src/Appliance.Endpoints/Vendors/LiveKit/",
        // The file that registers them, one line for each.
        "src/Appliance.Endpoints/Vendors/VendorApis.cs",
        // The dialects' data.
        "generators/Appliance.PolicyGenerator/Dialects/",
        // The vocabulary of policies.
        "src/Appliance.PolicyModel/",
        // Search tags of the NuGet package.
        "src/Appliance.PolicyPackage/Appliance.PolicyPackage.csproj",
    ];

    /// <summary>The first vendor's name in a line of code, text or a path, in any spelling; null if it names no vendor.
    /// "100 ms" with a space is a duration.</summary>
    public static string? NameIn(string text)
    {
        Match name = Names.Match(text);
        return name.Success ? name.Value : null;
    }

    public static bool IsAllowed(string path) => Allowed.Any(allowed => Covers(allowed, path));

    public static bool Covers(string allowed, string path) =>
        allowed.EndsWith('/') ? path.StartsWith(allowed, StringComparison.Ordinal) : path == allowed;

    [GeneratedRegex("""
        (?i: 100[-_]?ms | enable[-_]?x )(?![a-z]) | (?i: live[-_\s]?kit )
        | (?<![A-Za-z])hms(?![a-z]) | (?<![A-Z])HMS(?![A-Z]) | Hms(?![a-z])
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Names { get; }
}
