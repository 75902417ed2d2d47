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
        /// <summary>EINTR and EAGAIN of Linux.</summary>
        private const int Interrupted = 4;
        private const int WouldBlock = 11;

        private const short Writable = 4;
        private const int NoTimeout = -1;

        private const byte LineEnd = (byte)'\n';

        /// <summary>About a thousand log lines.</summary>
        private const int QueuedBytesMax = 256 * 1024;

        private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);

        private static LineQueue? _errors;

        /// <summary>From now on what is no result goes to stderr through a queue, so that a stderr that takes nothing
        /// stops nobody. <see cref="FlushErrors"/> has to follow at the end.</summary>
        /// <exception cref="OutOfMemoryException">Its thread cannot be started.</exception>
        public static void QueueErrors()
        {
            LineQueue queue = new(
                QueuedBytesMax, utf8 => Write(StandardStreams.Error, utf8), Log.DroppedLine);
            queue.Start();
            _errors = queue;
        }

        /// <summary>Gives what is queued a second to get out.</summary>
        public static void FlushErrors() => _errors?.Flush(FlushTimeout);

        /// <summary>Results.</summary>
        public static bool TryWriteLine(string text) => TryWriteLine(Encoding.UTF8.GetBytes(text));

        /// <summary>Results that are UTF-8 already; false if they did not get out.</summary>
        public static bool TryWriteLine(ReadOnlySpan<byte> utf8) => TryWrite([.. utf8, LineEnd]);

        /// <summary>Results in parts, line ends included.</summary>
        public static bool TryWrite(ReadOnlySpan<byte> utf8) => Write(StandardStreams.Output, utf8) == utf8.Length;

        /// <summary>Everything that is not a result.</summary>
        public static void WriteErrorLine(string text) => WriteError([.. Encoding.UTF8.GetBytes(text), LineEnd]);

        /// <summary>What a terminal shows and forgets again.</summary>
        public static void WriteError(string text) => WriteError(Encoding.UTF8.GetBytes(text));

        /// <summary>Everything that is not a result, in UTF-8, line ends included. That nobody listens is no reason to
        /// stop serving.</summary>
        public static void WriteError(ReadOnlySpan<byte> utf8)
        {
            if (_errors is { } queue)
                queue.Add(utf8);
            else
                Write(StandardStreams.Error, utf8);
        }

        /// <summary>Tells of a line for stderr that there was no memory for.</summary>
        public static void CountLostErrorLine() => _errors?.Drop();

        /// <summary>One write, so that lines of several threads and processes do not mix. It waits while the stream
        /// takes nothing, also where the one who handed it to us made it non-blocking.</summary>
        /// <returns>How many bytes got out; fewer than all if the stream failed.</returns>
        private static int Write(int descriptor, ReadOnlySpan<byte> utf8)
        {
            if (!StandardStreams.IsInherited(descriptor))
                return 0;
            if (OperatingSystem.IsLinux())
                return WriteOnLinux(descriptor, utf8);
            using Stream stream = descriptor == StandardStreams.Output
                ? System.Console.OpenStandardOutput()
                : System.Console.OpenStandardError();
            stream.Write(utf8);
            return utf8.Length;
        }

        private static int WriteOnLinux(int descriptor, ReadOnlySpan<byte> utf8)
        {
            int done = 0;
            fixed (byte* start = utf8)
            {
                while (done < utf8.Length)
                {
                    nint written = write(descriptor, start + done, utf8.Length - done);
                    if (written >= 0)
                        done += (int)written;
                    else if (Marshal.GetLastPInvokeError() is var error && error == WouldBlock)
                        WaitUntilWritable(descriptor);
                    else if (error != Interrupted)
                        break;
                }
            }
            return done;
        }

        private static void WaitUntilWritable(int descriptor)
        {
            PollDescriptor polled = new() { Descriptor = descriptor, Events = Writable };
            _ = poll(&polled, 1, NoTimeout);
        }

        /// <summary>struct pollfd.</summary>
        private struct PollDescriptor
        {
            public int Descriptor;
            public short Events;
            public short Returned;
        }

        [LibraryImport("libc")]
        private static partial int poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

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
