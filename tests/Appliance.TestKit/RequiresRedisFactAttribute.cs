using System.Runtime.CompilerServices;

namespace Appliance.TestKit;

/// <summary>A test that starts a Redis.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresRedisFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(Missing, test)
{
    /// <summary>Why there can be none, or null.</summary>
    public static string? Missing =>
        Commands.Exists("redis-server") && Commands.Exists("redis-cli") ? null : "needs redis-server";
}

/// <summary>The same for a test with rows.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresRedisTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(RequiresRedisFactAttribute.Missing, test);
