namespace Appliance.PolicyGenerator.Model;

/// <summary>The meaning of a policy, without any locations in the file.</summary>
/// <param name="Apps">The apps that can be compiled.</param>
/// <param name="Digest">SHA-256 of the canonical policy, 64 hexadecimal digits; empty if there is any error.</param>
internal sealed record PolicySpec(EquatableArray<AppModel> Apps, string Digest)
{
    public static PolicySpec Empty { get; } = new(EquatableArray<AppModel>.Empty, "");
}
