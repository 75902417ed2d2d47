namespace System.Diagnostics.CodeAnalysis;

/// <summary>Where the trimmer finds a feature switch's name; it goes by the attribute's, which .NET 8 lacks.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FeatureSwitchDefinitionAttribute(string switchName) : Attribute
{
    public string SwitchName { get; } = switchName;
}
