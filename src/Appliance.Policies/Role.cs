using Appliance.Json;

namespace Appliance.Policy;

/// <summary>A role of an app. The generator derives one class a role, which writes that role's claims.</summary>
public abstract class Role
{
    public abstract string Name { get; }
    public abstract Grants Grants { get; }
    public abstract RoleTerms Terms { get; }

    /// <summary>
    /// The payload's beginning, the same for every token of this role: from the opening brace to
    /// <c>"room_id":</c>, so that it can be encoded and hashed once.
    /// </summary>
    public abstract ReadOnlySpan<byte> ConstantClaims { get; }

    /// <summary>Writes the rest of the payload, from the room id's value to the closing brace.</summary>
    public abstract void WriteVaryingClaims(ref JsonWriter claims, in ClaimValues values);
}
