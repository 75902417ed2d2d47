using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds members that are instants.</summary>
internal static class Instants
{
    /// <summary>The instant in Unix seconds; null if it is absent or was reported.</summary>
    public static long? Find(ObjectBinder owner, string member)
    {
        JsonNode? value = owner.Find(member, JsonTokenKind.String);
        if (value is null)
            return null;
        if (Instant.TryParse(value.Text, out long seconds))
            return seconds;
        owner.Diagnostics.Report(PolicyDiagnostics.BadInstant, value.Token, value.Text);
        return null;
    }
}
