using System.Runtime.CompilerServices;
using Appliance.Testing;

namespace Appliance.LoadGenerator.Tests;

/// <summary>A test of the driver itself, which runs on Linux alone.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(OperatingSystem.IsLinux() ? null : "needs Linux", test);
