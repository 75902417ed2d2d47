using System.Runtime.CompilerServices;
using Appliance.TestKit;

namespace Appliance.LoadGenerator.Tests;

/// <summary>A test of the load generator, which runs on Linux only.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(OperatingSystem.IsLinux() ? null : "needs Linux", test);
