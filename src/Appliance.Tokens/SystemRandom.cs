using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Appliance.Tokens;

/// <summary>Random bytes from the operating system.</summary>
public static unsafe partial class SystemRandom
{
    private const int Eintr = 4;

    /// <summary>
    /// Fills the buffer, on Linux with getrandom(2): the framework's generator loads libssl, which an empty root file
    /// system does not have. Without random bytes no token may be issued, so a failure terminates the process.
    /// </summary>
    public static void Fill(Span<byte> destination)
    {
        if (OperatingSystem.IsLinux())
            FillOnLinux(destination);
        else
            RandomNumberGenerator.Fill(destination);
    }

    private static void FillOnLinux(Span<byte> destination)
    {
        fixed (byte* start = destination)
        {
            int filled = 0;
            while (filled < destination.Length)
            {
                nint got = getrandom(start + filled, (nuint)(destination.Length - filled), 0);
                if (got > 0)
                    filled += (int)got;
                else if (got == 0 || Marshal.GetLastPInvokeError() != Eintr)
                    Environment.FailFast($"getrandom failed with errno {Marshal.GetLastPInvokeError()}");
            }
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint getrandom(byte* buffer, nuint length, uint flags);
}
