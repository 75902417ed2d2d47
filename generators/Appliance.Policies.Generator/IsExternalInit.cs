namespace System.Runtime.CompilerServices;

/// <summary>What records compile against, missing from netstandard2.0.</summary>
internal static class IsExternalInit;
