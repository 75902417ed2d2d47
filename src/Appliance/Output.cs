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
        private const int StdoutDescriptor = 1;
        private const int StderrDescriptor = 2;

        /// <summary>EINTR of Linux.</summary>
        private const int Interrupted = 4;

        /// <summary>Results.</summary>
        public static void WriteLine(string text) => WriteLine(Encoding.UTF8.GetBytes(text));

        /// <summary>Results that are UTF-8 already.</summary>
        public static void WriteLine(ReadOnlySpan<byte> utf8) => Write(StdoutDescriptor, utf8);

        /// <summary>Everything that is not a result.</summary>
        public static void WriteErrorLine(string text) => WriteErrorLine(Encoding.UTF8.GetBytes(text));

        /// <summary>Everything that is not a result, in UTF-8.</summary>
        public static void WriteErrorLine(ReadOnlySpan<byte> utf8) => Write(StderrDescriptor, utf8);

        /// <summary>One write a line, so that lines of several threads do not mix.</summary>
        private static void Write(int descriptor, ReadOnlySpan<byte> utf8)
        {
            byte[] line = [.. utf8, (byte)'\n'];
            if (OperatingSystem.IsLinux())
            {
                WriteOnLinux(descriptor, line);
                return;
            }
            using Stream stream = descriptor == StdoutDescriptor
                ? System.Console.OpenStandardOutput()
                : System.Console.OpenStandardError();
            stream.Write(line);
        }

        /// <summary>A reader that went away and a full disk are no reason to stop serving, and there is nowhere left
        /// to say so.</summary>
        private static void WriteOnLinux(int descriptor, ReadOnlySpan<byte> line)
        {
            fixed (byte* start = line)
            {
                nint done = 0;
                while (done < line.Length)
                {
                    nint written = write(descriptor, start + done, line.Length - done);
                    if (written >= 0)
                        done += written;
                    else if (Marshal.GetLastPInvokeError() != Interrupted)
                        return;
                }
            }
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
        public static void WriteLine(string text) => Appliance.Output.WriteLine(text);
    }
}
