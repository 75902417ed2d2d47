using Appliance.Linux;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Hosting.Logging;

/// <summary>The descriptors 0, 1 and 2, which the parent process may have closed.</summary>
public static class StandardStreams
{
    public const int Input = 0;
    public const int Output = 1;
    public const int Error = 2;

    private static readonly bool[] Foreign = new bool[3];

    /// <summary>
    /// Occupies the descriptors of streams that the parent closed. Otherwise the next socket would get such a number
    /// and receive the log lines. An epoll set works in an empty root, and reading or writing it fails.
    /// </summary>
    public static void Reserve()
    {
        if (!OperatingSystem.IsLinux())
            return;
        for (int descriptor = Input; descriptor <= Error; descriptor++)
        {
            int flags = Libc.fcntl(descriptor, Libc.GetDescriptorFlags, 0);
            if (flags < 0)
                _ = Libc.epoll_create1(0);
            // An inherited descriptor has passed exec, so close-on-exec means that the runtime has opened it since.
            Foreign[descriptor] = flags < 0 || (flags & Libc.CloseOnExec) != 0;
        }
    }

    /// <summary>Whether the stream was inherited from the parent.</summary>
    public static bool IsInherited(int descriptor) => !Foreign[descriptor];

    public static bool IsTerminal(int descriptor) => IsInherited(descriptor) && Libc.isatty(descriptor) == 1;

    /// <summary>Standard input up to its end or this many bytes; null if it cannot be read.</summary>
    public static byte[]? Read(int bytesMax)
    {
        if (!IsInherited(Input))
            return null;
        byte[] buffer = new byte[bytesMax];
        try
        {
            using Stream stream = OperatingSystem.IsLinux()
                ? new FileStream(new SafeFileHandle(Input, ownsHandle: false), FileAccess.Read)
                : System.Console.OpenStandardInput();
            return buffer[..stream.ReadAtLeast(buffer, bytesMax, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
