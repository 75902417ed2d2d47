namespace System.Runtime.CompilerServices;

/// <summary>What records compile against, missing from netstandard2.0.</summary>
internal static class IsExternalInit;

/// <summary>What <c>required</c> compiles against, missing from netstandard2.0.</summary>
[AttributeUsage(AttributeTargets.All)]
internal sealed class RequiredMemberAttribute : Attribute;

/// <summary>What <c>required</c> compiles against, missing from netstandard2.0.</summary>
[AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
{
    public string FeatureName { get; } = featureName;
}
