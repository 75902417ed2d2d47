using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Appliance.PolicyGenerator;

/// <summary>The generator's options in the project.</summary>
internal static class PolicyOptions
{
    private const string FileName = "policies.json";
    private const string NamespaceFallback = "Policies";

    /// <summary>Whether a file is the policy, by its name or by the metadata IsPolicy of its AdditionalFiles
    /// item.</summary>
    public static bool IsPolicy(AdditionalText file, AnalyzerConfigOptionsProvider options) =>
        string.Equals(Path.GetFileName(file.Path), FileName, StringComparison.OrdinalIgnoreCase)
        || options.GetOptions(file).TryGetValue("build_metadata.AdditionalFiles.IsPolicy", out string? isPolicy)
        && string.Equals(isPolicy, "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The namespace of the generated code: PoliciesNamespace, otherwise RootNamespace, with each part
    /// converted to an identifier.</summary>
    public static string NamespaceOf(AnalyzerConfigOptions options)
    {
        foreach (string property in new[] { "PoliciesNamespace", "RootNamespace" })
        {
            if (options.TryGetValue("build_property." + property, out string? name) && name.Trim().Length > 0)
                return string.Join(".", name.Trim().Split('.').Select(ToIdentifier));
        }
        return NamespaceFallback;
    }

    private static string ToIdentifier(string part)
    {
        var identifier = new StringBuilder(part.Length + 1);
        foreach (char c in part)
            identifier.Append(SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_');
        if (identifier.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(identifier[0]))
            identifier.Insert(0, '_');
        string result = identifier.ToString();
        return SyntaxFacts.GetKeywordKind(result) == SyntaxKind.None ? result : "@" + result;
    }
}
