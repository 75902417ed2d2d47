namespace Appliance.Policy.Generator.Model;

/// <summary>What the policy means. Nothing in it says where in the file it stood.</summary>
/// <param name="Apps">Those that can be compiled.</param>
/// <param name="Digest">SHA-256 of the canonical policy, 64 hexadecimal digits; empty if anything is wrong.</param>
internal sealed record PolicyModel(EquatableArray<AppModel> Apps, string Digest)
{
    public static PolicyModel Nothing { get; } = new(EquatableArray<AppModel>.Empty, "");
}
