namespace System.Diagnostics.CodeAnalysis;

/// <summary>Names a feature switch for the trimmer, which matches the attribute by name; .NET 8 lacks it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FeatureSwitchDefinitionAttribute(string switchName) : Attribute
{
    public string SwitchName { get; } = switchName;
}
