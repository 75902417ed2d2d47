using System.Runtime.CompilerServices;
using Appliance.TestKit;

namespace Appliance.Tests;

/// <summary>A test that changes owners of files and needs root.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess ? null : "needs root on Linux", test);

/// <summary>A theory about modes and owners of files, which needs Linux.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(OperatingSystem.IsLinux() ? null : "needs Linux", test);

/// <summary>A test about modes and owners of files, which needs Linux.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(OperatingSystem.IsLinux() ? null : "needs Linux", test);
