namespace Appliance.PolicyModel;

/// <summary>An app's token endpoint that asks for no credential: off unless the policy turns it on.</summary>
/// <param name="Enabled">Whether it issues tokens.</param>
/// <param name="AllowedOrigins">Origins whose pages may read the answers; <c>*</c> for all of them.</param>
public sealed record TokenEndpoint(bool Enabled, IReadOnlyList<string> AllowedOrigins)
{
    public static TokenEndpoint Off { get; } = new(false, []);

    /// <summary>A bit for each role index that requests may ask for (100ms); all where the policy names none.</summary>
    public ulong RolesAllowed { get; init; } = ulong.MaxValue;

    /// <summary>The role of everybody who asks, where requests name none (LiveKit); empty elsewhere.</summary>
    public string Role { get; init; } = "";

    /// <summary>The id of the room for requests that name none (LiveKit); empty if they must.</summary>
    public string Room { get; init; } = "";

    /// <summary>The media server's address, which the answer tells the client (LiveKit); empty elsewhere.</summary>
    public string ServerUrl { get; init; } = "";
}
