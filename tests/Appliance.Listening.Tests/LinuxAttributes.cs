using System.Runtime.CompilerServices;
using Appliance.TestKit;

namespace Appliance.Listening.Tests;

/// <summary>A test that needs Linux; skipped on other systems.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(OperatingSystem.IsLinux() ? null : "needs Linux", test);

/// <summary>A test that changes the owner of files; skipped without root.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Commands.Exists("stat")
            ? null : "needs root on Linux", test);

/// <summary>Like <see cref="LinuxFactAttribute"/>, for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "needs Linux";
}
