using System.Runtime.CompilerServices;
using Appliance.Testing;

namespace Appliance.Tests;

/// <summary>A test that gives files to other users.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess ? null : "needs root on Linux", test);

/// <summary>A test of modes and owners, which only Linux tells.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(OperatingSystem.IsLinux() ? null : "needs Linux", test);

/// <summary>The same without rows.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(OperatingSystem.IsLinux() ? null : "needs Linux", test);
