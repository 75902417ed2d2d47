namespace Appliance.Policy;

/// <summary>An app's token endpoint that asks for no credential: off unless the policy turns it on.</summary>
/// <param name="Enabled">Whether it issues tokens.</param>
/// <param name="AllowedOrigins">Origins whose pages may read the answers; <c>*</c> for all of them.</param>
public sealed record TokenEndpoint(bool Enabled, IReadOnlyList<string> AllowedOrigins)
{
    public static TokenEndpoint Off { get; } = new(false, []);
}
