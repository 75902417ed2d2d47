using System.Runtime.CompilerServices;
using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>A test that runs the sqlite3 command.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresSqliteFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(Commands.Exists("sqlite3") ? null : "needs sqlite3", test);

/// <summary>A test that injects system call failures with strace.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresStraceTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(Commands.Exists("strace") ? null : "needs strace", test);

/// <summary>A test that mounts a small file system in a new mount namespace, which needs root.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresMountFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(Requirements.MissingForMount, test);

/// <inheritdoc cref="RequiresMountFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresMountTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(Requirements.MissingForMount, test);

/// <summary>A test that runs shell commands on Linux and needs birth times of files.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresLinuxTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(OperatingSystem.IsLinux() ? null : "needs Linux", test);

internal static class Requirements
{
    public static string? MissingForMount =>
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Commands.Exists("unshare")
            ? null : "needs root on Linux";
}
