namespace System.Runtime.CompilerServices;

/// <summary>Required to compile records, and missing in netstandard2.0.</summary>
internal static class IsExternalInit;

/// <summary>Required to compile <c>required</c>, and missing in netstandard2.0.</summary>
[AttributeUsage(AttributeTargets.All)]
internal sealed class RequiredMemberAttribute : Attribute;

/// <summary>Required to compile <c>required</c>, and missing in netstandard2.0.</summary>
[AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
{
    public string FeatureName { get; } = featureName;
}
