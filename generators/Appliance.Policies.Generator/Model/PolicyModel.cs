namespace Appliance.Policy.Generator.Model;

/// <summary>What the policy means. Nothing in it says where in the file it stood.</summary>
internal sealed record PolicyModel(EquatableArray<AppModel> Apps)
{
    public static PolicyModel Nothing { get; } = new(EquatableArray<AppModel>.Empty);
}
