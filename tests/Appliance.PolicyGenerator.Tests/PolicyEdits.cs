namespace Appliance.PolicyGenerator.Tests;

/// <summary>Edits of policy texts. A space at both ends of a piece is padding and is removed: it separates the quotes
/// of JSON from those of the raw string literal.</summary>
internal static class PolicyEdits
{
    /// <summary>Replaces the first occurrence of a piece; fails if the policy does not contain it.</summary>
    public static string With(this string policy, string original, string replacement)
    {
        string piece = Unpad(original);
        int start = policy.IndexOf(piece, StringComparison.Ordinal);
        Assert.True(start >= 0, $"the policy does not contain: {piece}");
        return policy.Remove(start, piece.Length).Insert(start, Unpad(replacement));
    }

    public static string Unpad(string piece) => piece is [' ', .. string inner, ' '] ? inner : piece;
}
