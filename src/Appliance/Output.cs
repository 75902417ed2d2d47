using System.Runtime.InteropServices;
using System.Text;

namespace Appliance
{
    /// <summary>
    /// Lines of UTF-8 to the process's own streams. The framework's console also knows terminals: their database, their
    /// keys, the user's home directory. On Linux, where every byte of the binary counts, write(2) takes its place.
    /// </summary>
    internal static unsafe partial class Output
    {
        /// <summary>EINTR of Linux.</summary>
        private const int Interrupted = 4;

        private const byte LineEnd = (byte)'\n';

        /// <summary>Results.</summary>
        public static bool TryWriteLine(string text) => TryWriteLine(Encoding.UTF8.GetBytes(text));

        /// <summary>Results that are UTF-8 already; false if they did not get out.</summary>
        public static bool TryWriteLine(ReadOnlySpan<byte> utf8) => TryWrite([.. utf8, LineEnd]);

        /// <summary>Results in parts, line ends included.</summary>
        public static bool TryWrite(ReadOnlySpan<byte> utf8) => TryWrite(StandardStreams.Output, utf8);

        /// <summary>Everything that is not a result.</summary>
        public static void WriteErrorLine(string text) => WriteErrorLine(Encoding.UTF8.GetBytes(text));

        /// <summary>Everything that is not a result, in UTF-8. That nobody listens is no reason to stop
        /// serving.</summary>
        public static void WriteErrorLine(ReadOnlySpan<byte> utf8) =>
            TryWrite(StandardStreams.Error, [.. utf8, LineEnd]);

        /// <summary>What a terminal shows and forgets again.</summary>
        public static void WriteError(string text) => TryWrite(StandardStreams.Error, Encoding.UTF8.GetBytes(text));

        /// <summary>One write, so that lines of several threads do not mix.</summary>
        private static bool TryWrite(int descriptor, ReadOnlySpan<byte> utf8)
        {
            if (!StandardStreams.IsInherited(descriptor))
                return false;
            if (OperatingSystem.IsLinux())
                return TryWriteOnLinux(descriptor, utf8);
            using Stream stream = descriptor == StandardStreams.Output
                ? System.Console.OpenStandardOutput()
                : System.Console.OpenStandardError();
            stream.Write(utf8);
            return true;
        }

        private static bool TryWriteOnLinux(int descriptor, ReadOnlySpan<byte> utf8)
        {
            fixed (byte* start = utf8)
            {
                nint done = 0;
                while (done < utf8.Length)
                {
                    nint written = write(descriptor, start + done, utf8.Length - done);
                    if (written >= 0)
                        done += written;
                    else if (Marshal.GetLastPInvokeError() != Interrupted)
                        return false;
                }
            }
            return true;
        }

        [LibraryImport("libc", SetLastError = true)]
        private static partial nint write(int descriptor, byte* bytes, nint count);
    }
}

namespace ConsoleAppFramework
{
    /// <summary>What the generated command line parser finds when it says Console.</summary>
    internal static class Console
    {
        public static void WriteLine(string text) => Appliance.Output.TryWriteLine(text);
    }
}
