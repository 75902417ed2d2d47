using Appliance.PolicyModel;

namespace Appliance.Endpoints.Issuance;

/// <summary>A request for one token, values decoded and within their limits.</summary>
internal ref struct TokenRequest
{
    public ReadOnlySpan<byte> RoomId;

    /// <summary>Used if <see cref="Role"/> is null.</summary>
    public ReadOnlySpan<byte> RoleName;
    public Role? Role;

    /// <summary>The values for the claims. Issuing adds the room's id, the token's id and the times.</summary>
    public ClaimValues Values;

    /// <summary><see cref="Rules.DefaultLifetime"/> unless the request has one.</summary>
    public long LifetimeSeconds;

    /// <summary>The request has no credential, so the endpoint issues only the roles that the policy lists for it.
    /// </summary>
    public bool IsAnonymous;

    /// <summary>A request without a user id gets the token's id as one.</summary>
    public bool GeneratesUserId;
}
