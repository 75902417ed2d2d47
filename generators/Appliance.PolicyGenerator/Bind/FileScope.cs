using Appliance.PolicyGenerator.Dialects;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>What the apps of a file have in common.</summary>
/// <param name="Defaults">The file's defaults.</param>
/// <param name="Dialects">The dialects by name, those of the compiler included; null for one that was reported.</param>
/// <param name="IsSound">Nothing of this was reported; otherwise no app can be sound.</param>
internal sealed record FileScope(Defaults Defaults, Dictionary<string, DialectRules?> Dialects, bool IsSound);
