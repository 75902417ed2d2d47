using Appliance.Json;

namespace Appliance.PolicyModel;

/// <summary>A role of an app. The generator derives one class a role, which writes that role's claims.</summary>
public abstract class Role
{
    public abstract string Name { get; }
    public abstract Grants Grants { get; }
    public abstract RoleConstraints Constraints { get; }

    /// <summary>Values that its tokens have a claim for; what else a caller gives is not written.</summary>
    public abstract CallerValues Accepted { get; }

    /// <summary>Values without which there is no token; some of <see cref="Accepted"/>.</summary>
    public abstract CallerValues Required { get; }

    /// <summary>
    /// The payload's beginning, the same for every token of this role: from the opening brace to where the first
    /// claim that varies has its value, so that it can be encoded and hashed once.
    /// </summary>
    public abstract ReadOnlySpan<byte> ConstantClaims { get; }

    /// <summary>Goes on with what is the same for every token of this role and one room, so that it can be encoded and
    /// hashed once as well. Nothing, where the payload has no such part.</summary>
    public virtual void WriteRoomClaims(ref JsonWriter claims, ReadOnlySpan<byte> roomId)
    {
    }

    /// <summary>Writes the rest of the payload, to the closing brace.</summary>
    public abstract void WriteVaryingClaims(ref JsonWriter claims, in ClaimValues values);
}
