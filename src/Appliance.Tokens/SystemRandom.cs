using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Appliance.Tokens;

/// <summary>Randomness from the operating system.</summary>
public static unsafe partial class SystemRandom
{
    private const int Eintr = 4;

    /// <summary>
    /// Fills the buffer, on Linux by getrandom(2): the framework's own generator loads libssl there, which an empty
    /// root does not have. Without randomness no token may be issued, so a failure ends the process.
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
