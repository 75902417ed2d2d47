using System.Runtime.CompilerServices;
using Appliance.Testing;

namespace Appliance.Listening.Tests;

/// <summary>A test of what only Linux has, skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(OperatingSystem.IsLinux() ? null : "needs Linux", test);

/// <summary>A test that gives files away, skipped where it may not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Commands.Exists("stat")
            ? null : "needs root on Linux", test);

/// <summary>As <see cref="LinuxFactAttribute"/>, for each of the loops.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "needs Linux";
}
