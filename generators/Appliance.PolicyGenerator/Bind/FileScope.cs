using Appliance.PolicyGenerator.Dialects;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>The state shared by the apps of a file.</summary>
/// <param name="Defaults">The file's defaults.</param>
/// <param name="Dialects">The dialects by name, built-in ones included; null for one that was reported.</param>
/// <param name="IsValid">Whether none of this was reported; otherwise no app is valid.</param>
internal sealed record FileScope(Defaults Defaults, Dictionary<string, DialectRules?> Dialects, bool IsValid);
