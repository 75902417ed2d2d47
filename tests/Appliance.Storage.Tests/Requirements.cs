using System.Runtime.CompilerServices;
using Appliance.Testing;

namespace Appliance.Storage.Tests;

/// <summary>A test that runs SQLite's own command.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresSqliteFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(Commands.Exists("sqlite3") ? null : "needs sqlite3", test);

/// <summary>A test that lets system calls fail.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresStraceTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(Commands.Exists("strace") ? null : "needs strace", test);

/// <summary>A test that mounts a small disk, which only root may, in a namespace of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresMountFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(Requirements.MissingForMount, test);

/// <summary>The same, a row a case.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresMountTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(Requirements.MissingForMount, test);

/// <summary>A test that runs shell lines on Linux, where files have a birth time.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresLinuxTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(OperatingSystem.IsLinux() ? null : "needs Linux", test);

internal static class Requirements
{
    public static string? MissingForMount =>
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Commands.Exists("unshare")
            ? null : "needs root on Linux";
}
