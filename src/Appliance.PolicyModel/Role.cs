using Appliance.Json;

namespace Appliance.PolicyModel;

/// <summary>A role of an app. The generator derives a class for each role, which writes that role's claims.</summary>
public abstract class Role
{
    public abstract string Name { get; }
    public abstract Grants Grants { get; }
    public abstract RoleConstraints Constraints { get; }

    /// <summary>The values that the role's tokens have a claim for; other values of the caller are not
    /// written.</summary>
    public abstract CallerValues Accepted { get; }

    /// <summary>The values without which no token is issued; a subset of <see cref="Accepted"/>.</summary>
    public abstract CallerValues Required { get; }

    /// <summary>The constant beginning of the payload, from the opening brace to the value of the first varying claim.
    /// It is the same for every token of the role, so that it is encoded and hashed once.</summary>
    public abstract ReadOnlySpan<byte> ConstantClaims { get; }

    /// <summary>Writes the part that is the same for every token of the role and one room, so that it too is encoded
    /// and hashed once. Writes nothing if the payload has no such part.</summary>
    public virtual void WriteRoomClaims(ref JsonWriter claims, ReadOnlySpan<byte> roomId)
    {
    }

    /// <summary>Writes the rest of the payload, to the closing brace.</summary>
    public abstract void WriteVaryingClaims(ref JsonWriter claims, in ClaimValues values);
}
