using System.Runtime.InteropServices;

namespace Appliance.TestKit;

/// <summary>Detects what tests need of the machine.</summary>
public static class Requirements
{
    /// <summary>Preloaded into a process, it shifts the clock.</summary>
    public const string FaketimeLibrary = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

    /// <summary>
    /// The first check that fails gives the reason, so general needs come first. A need may have several checks.
    /// </summary>
    private static readonly Check[] Checks =
    [
        new(Needs.NativeBinary, IsLinuxX64, "needs Linux on x64"),
        new(Needs.NativeBinary, () => Commands.Exists("gcc"), "needs gcc to link the native binary"),
        new(Needs.NativeBinary, () => HasLibrary("libz.a"), "needs zlib1g-dev to link the native binary"),
        new(Needs.NativeBinary, () => HasLibrary("libsqlite3.a"), "needs libsqlite3-dev to link the native binary"),
        new(Needs.Linux, OperatingSystem.IsLinux, "needs Linux"),
        new(Needs.GuardPages, OperatingSystem.IsLinux, "needs Linux's mmap and mprotect"),
        new(Needs.Root, () => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "needs root on Linux"),
        new(Needs.Chroot, () => Environment.IsPrivilegedProcess && Commands.Exists("chroot"),
            "needs root to call chroot"),
        new(Needs.Namespace, () => Environment.IsPrivilegedProcess, "needs root to call unshare"),
        new(Needs.Namespace, () => Commands.Exists("unshare") && Commands.Exists("ip"),
            "needs unshare and ip (iproute2)"),
        new(Needs.Namespace, () => Commands.Exists("python3"), "needs python3"),
        new(Needs.Volume, () => Environment.IsPrivilegedProcess, "needs root to mount"),
        new(Needs.Volume, () => Commands.Exists("unshare") && Commands.Exists("nsenter"),
            "needs unshare and nsenter (util-linux)"),
        new(Needs.MemoryLimit | Needs.ThreadLimit, () => Environment.IsPrivilegedProcess,
            "needs root to make a control group"),
        new(Needs.MemoryLimit, () => ControlGroup.CanLimit("memory"), "needs control groups that limit memory"),
        new(Needs.ThreadLimit, () => ControlGroup.CanLimit("pids"), "needs control groups that limit pids"),
        new(Needs.SharedCases, () => Directory.Exists(Places.SharedCases), "needs ../shared/cases"),
        new(Needs.Npm, () => Commands.Exists("node"), "needs node"),
        new(Needs.Npm, () => Npm.IsInstalled, "needs 'npm ci' in tests/npm"),
        new(Needs.Chromium, () => Commands.Exists("chromium"), "needs chromium"),
        new(Needs.Redis, () => Commands.Exists("redis-server") && Commands.Exists("redis-cli"), "needs redis-server"),
        new(Needs.Python, () => Commands.Exists("python3"), "needs python3"),
        new(Needs.Curl, () => Commands.Exists("curl"), "needs curl"),
        new(Needs.Strace, () => Commands.Exists("strace"), "needs strace"),
        new(Needs.Systemd, () => Commands.Exists("systemd-analyze") && Commands.Exists("strace"),
            "needs systemd and strace"),
        new(Needs.Valgrind, () => Commands.Exists("valgrind"), "needs valgrind"),
        new(Needs.Faketime, () => File.Exists(FaketimeLibrary), "needs libfaketime, on x64"),
        new(Needs.SqliteShell, () => Commands.Exists("sqlite3"), "needs sqlite3"),
        new(Needs.OpenSsl, () => NativeLibrary.TryLoad("libcrypto.so.3", out _), "needs OpenSSL 3"),
        new(Needs.PyJwt, () => JwtLibraries.HasPyJwt, "needs python3-jwt"),
        new(Needs.RubyJwt, () => JwtLibraries.HasRubyJwt, "needs ruby-jwt"),
        new(Needs.Stat, () => Commands.Exists("stat"), "needs stat"),
        new(Needs.Unshare, () => Commands.Exists("unshare"), "needs unshare"),
        new(Needs.Proxies, () => Commands.Exists("nginx") && Commands.Exists("haproxy"), "needs nginx and haproxy"),
    ];

    /// <summary>Returns the reason to skip a test, as in "needs gcc", or null if all its needs are met.</summary>
    public static string? FindMissing(Needs needs) =>
        Checks.FirstOrDefault(check => (check.Needs & needs) != 0 && !check.IsMet())?.Reason;

    private static bool IsLinuxX64() =>
        OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64;

    private static bool HasLibrary(string file) => File.Exists(Path.Combine("/usr/lib/x86_64-linux-gnu", file));

    private sealed record Check(Needs Needs, Func<bool> IsMet, string Reason);
}
