using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A test of the published binary; skipped with a reason if the binary cannot be linked.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(Requirements.MissingForNative, test);

/// <summary>A test in an empty root; skipped with a reason if rights or tools are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EmptyRootFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(Requirements.MissingForNative ?? Requirements.MissingForChroot, test);

/// <summary>A test that runs pasted curl commands.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CurlFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(Commands.Exists("curl") ? null : "needs curl", test);

/// <summary>A test that starts the published binary from a Python script.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(
        Requirements.MissingForNative ?? (Commands.Exists("python3") ? null : "needs python3"), test);

/// <summary>A test that traces, delays or fails system calls of the published binary.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StraceFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(
        Requirements.MissingForNative ?? (Commands.Exists("strace") ? null : "needs strace"), test);

/// <summary>A test of the published binary that starts Redis.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(
        Requirements.MissingForNative ?? RequiresRedisFactAttribute.Missing, test);

/// <summary>A theory of the published binary that starts Redis.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(Requirements.MissingForNative ?? RequiresRedisFactAttribute.Missing, test);

/// <summary>A test that runs a process with a shifted clock.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FaketimeFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(File.Exists(Library) ? null : "needs libfaketime, on x64", test)
{
    public const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
}

/// <summary>A theory that runs a process with a shifted clock.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FaketimeTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(
        File.Exists(FaketimeFactAttribute.Library) ? null : "needs libfaketime, on x64", test);

/// <summary>A test that counts instructions of the published binary.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ValgrindFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(
        Requirements.MissingForNative ?? (Commands.Exists("valgrind") ? null : "needs valgrind"), test);

/// <summary>A test of shared cases against the published binary.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeSharedCasesFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(Requirements.MissingForNative ?? SharedCases.Missing, test);

/// <summary>A theory of shared cases against the published binary.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeSharedCasesTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(Requirements.MissingForNative ?? SharedCases.Missing, test);

/// <summary>A test that runs a shared script against the published binary.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeSharedScriptFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(
        Requirements.MissingForNative ?? SharedCases.Missing
            ?? (Commands.Exists("python3") ? null : "needs python3"), test);

/// <summary>A test of the published binary with a vendor's npm client.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeNpmFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(Requirements.MissingForNative ?? Npm.Missing, test);

/// <summary>A test of the published binary with a vendor's npm client in a browser.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeBrowserFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(
        Requirements.MissingForNative ?? Npm.Missing ?? (Commands.Exists("chromium") ? null : "needs chromium"), test);

/// <summary>A test in a private network or PID namespace.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NamespaceFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(Requirements.MissingForNative ?? Requirements.MissingForNamespace, test);

/// <summary>A test of the published binary on a private volume.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VolumeFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(Requirements.MissingForNative ?? Requirements.MissingForVolume, test);

/// <summary>A theory of the published binary on a private volume.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VolumeTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(Requirements.MissingForNative ?? Requirements.MissingForVolume, test);

/// <summary>A theory of the published binary.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(Requirements.MissingForNative, test);

/// <summary>A theory of the published binary under a memory limit.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MemoryGroupTheoryAttribute([CallerMemberName] string test = "")
    : ConditionalTheoryAttribute(Requirements.MissingForNative ?? MemoryGroup.Missing, test);

/// <summary>A test of the published binary under a memory limit, with Redis.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MemoryGroupRedisFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(
        Requirements.MissingForNative ?? MemoryGroup.Missing ?? RequiresRedisFactAttribute.Missing, test);

/// <summary>A test of the published binary under a thread limit.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ThreadGroupFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(Requirements.MissingForNative ?? ThreadGroup.Missing, test);

/// <summary>A test of the published binary under a thread limit, with Redis.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ThreadGroupRedisFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(
        Requirements.MissingForNative ?? ThreadGroup.Missing ?? RequiresRedisFactAttribute.Missing, test);

internal static class Requirements
{
    public static string? MissingForVolume =>
        !Environment.IsPrivilegedProcess ? "needs root to mount"
        : !Commands.Exists("unshare") || !Commands.Exists("nsenter") ? "needs unshare and nsenter (util-linux)"
        : null;

    public static string? MissingForNative =>
        !OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64
            ? "needs Linux on x64"
            : !Commands.Exists("gcc") ? "needs gcc to link the native binary"
            : !File.Exists("/usr/lib/x86_64-linux-gnu/libz.a") ? "needs zlib1g-dev to link the native binary"
            : !File.Exists("/usr/lib/x86_64-linux-gnu/libsqlite3.a") ? "needs libsqlite3-dev to link the native binary"
            : null;

    public static string? MissingForNamespace =>
        !Environment.IsPrivilegedProcess ? "needs root to call unshare"
        : !Commands.Exists("unshare") || !Commands.Exists("ip") ? "needs unshare and ip (iproute2)"
        : !Commands.Exists("python3") ? "needs python3"
        : null;

    public static string? MissingForChroot =>
        Environment.IsPrivilegedProcess && Commands.Exists("chroot") ? null : "needs root to call chroot";
}
