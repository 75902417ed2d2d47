namespace Appliance.TestKit;

/// <summary>Requirements of a test on the machine; <see cref="Requirements"/> detects each.</summary>
[Flags]
public enum Needs
{
    None = 0,

    /// <summary>Tools and libraries to link the published binary.</summary>
    NativeBinary = 1 << 0,
    Linux = 1 << 1,

    /// <summary>Linux with inaccessible pages around a mapping.</summary>
    GuardPages = 1 << 2,

    /// <summary>Root on Linux, for file owners and mounts.</summary>
    Root = 1 << 3,
    Chroot = 1 << 4,

    /// <summary>A private network or PID namespace.</summary>
    Namespace = 1 << 5,

    /// <summary>A private mount of a file system.</summary>
    Volume = 1 << 6,
    MemoryLimit = 1 << 7,
    ThreadLimit = 1 << 8,

    /// <summary>The cases of <see cref="TestKit.SharedCases"/>.</summary>
    SharedCases = 1 << 9,

    /// <summary>The packages of tests/npm.</summary>
    Npm = 1 << 10,
    Chromium = 1 << 11,
    Redis = 1 << 12,
    Python = 1 << 13,
    Curl = 1 << 14,
    Strace = 1 << 15,
    Systemd = 1 << 16,
    Valgrind = 1 << 17,
    Faketime = 1 << 18,
    SqliteShell = 1 << 19,
    OpenSsl = 1 << 20,
    PyJwt = 1 << 21,
    RubyJwt = 1 << 22,
    Stat = 1 << 23,
    Unshare = 1 << 24,

    /// <summary>The programs that check configurations of proxies.</summary>
    Proxies = 1 << 25,
}
