using System.Runtime.CompilerServices;
using Xunit;

namespace Appliance.TestKit;

/// <summary>
/// A test that is skipped on a machine without what it needs. The runner prints the names of skipped tests but not
/// their reasons, so the reason becomes part of the name.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresFactAttribute : FactAttribute
{
    /// <param name="needs">Prerequisites, all of which must be met.</param>
    /// <param name="test">The test's name.</param>
    public RequiresFactAttribute(Needs needs, [CallerMemberName] string test = "")
    {
        if (Requirements.FindMissing(needs) is not { } reason)
            return;
        Skip = reason;
        DisplayName = $"{test}: {reason}";
    }
}

/// <summary>Like <see cref="RequiresFactAttribute"/>, for a theory. A skipped theory reads no data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresTheoryAttribute : TheoryAttribute
{
    /// <inheritdoc cref="RequiresFactAttribute(Needs, string)"/>
    public RequiresTheoryAttribute(Needs needs, [CallerMemberName] string test = "")
    {
        if (Requirements.FindMissing(needs) is not { } reason)
            return;
        Skip = reason;
        DisplayName = $"{test}: {reason}";
    }
}
