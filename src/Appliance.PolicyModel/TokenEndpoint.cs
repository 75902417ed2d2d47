namespace Appliance.PolicyModel;

/// <summary>An app's token endpoint that requires no credentials; off unless the policy enables it.</summary>
/// <param name="Enabled">Whether the endpoint issues tokens.</param>
/// <param name="AllowedOrigins">The web origins that may read the responses (CORS); <c>*</c> for all.</param>
public sealed record TokenEndpoint(bool Enabled, IReadOnlyList<string> AllowedOrigins)
{
    public static TokenEndpoint Off { get; } = new(false, []);

    /// <summary>A bitmask of the indices of the roles that requests may ask for (100ms), unless <see cref="Role"/> is
    /// set; all roles if the policy lists none.</summary>
    public ulong RolesAllowed { get; init; } = ulong.MaxValue;

    /// <summary>The role of every token, because requests contain none (LiveKit); otherwise empty.</summary>
    public string Role { get; init; } = "";

    /// <summary>The id of the room for requests without one (LiveKit); empty if requests must contain it.</summary>
    public string Room { get; init; } = "";

    /// <summary>The media server's address, which the response returns to the client (LiveKit); otherwise
    /// empty.</summary>
    public string ServerUrl { get; init; } = "";
}
