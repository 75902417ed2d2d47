namespace Appliance.PolicyGenerator.Model;

/// <summary>What the policy means. Nothing in it says where in the file it stood.</summary>
/// <param name="Apps">Those that can be compiled.</param>
/// <param name="Digest">SHA-256 of the canonical policy, 64 hexadecimal digits; empty if anything is wrong.</param>
internal sealed record PolicySpec(EquatableArray<AppModel> Apps, string Digest)
{
    public static PolicySpec Nothing { get; } = new(EquatableArray<AppModel>.Empty, "");
}
