using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Appliance.Linux;

namespace Appliance.Hosting.Logging;

/// <summary>
/// Writes UTF-8 to standard output and error. On Linux it calls write(2), because the framework's console adds
/// terminal support (terminfo, keys, home directory) to the size of the binary.
/// </summary>
public static unsafe class Output
{
    private const int NoTimeout = -1;

    private const byte LineEnd = (byte)'\n';

    /// <summary>About a thousand log lines.</summary>
    private const int QueuedBytesMax = 256 * 1024;

    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);

    private static LineQueue? _errors;

    /// <summary>From now on stderr is written through a queue, so that a blocked stderr blocks no other thread.
    /// Call <see cref="FlushErrors"/> before the process exits.</summary>
    /// <exception cref="OutOfMemoryException">The queue's thread cannot be started.</exception>
    public static void QueueErrors()
    {
        Debug.Assert(_errors is null, "Two queues would write the same stream.");
        LineQueue queue = new(
            QueuedBytesMax, utf8 => Write(StandardStreams.Error, utf8), Log.DroppedLine);
        queue.Start();
        _errors = queue;
    }

    /// <summary>Waits up to a second until queued lines are written.</summary>
    public static void FlushErrors() => _errors?.Flush(FlushTimeout);

    /// <summary>Writes a result with a line end.</summary>
    public static bool TryWriteLine(string text) => TryWriteLine(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a result in UTF-8 with a line end; false if the stream failed.</summary>
    public static bool TryWriteLine(ReadOnlySpan<byte> utf8) => TryWrite([.. utf8, LineEnd]);

    /// <summary>Writes a part of a result.</summary>
    public static bool TryWrite(ReadOnlySpan<byte> utf8) => Write(StandardStreams.Output, utf8) == utf8.Length;

    /// <summary>Writes a line to stderr.</summary>
    public static void WriteErrorLine(string text) => WriteError([.. Encoding.UTF8.GetBytes(text), LineEnd]);

    /// <summary>Writes progress to a terminal.</summary>
    public static void WriteError(string text) => WriteError(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes UTF-8 with line ends to stderr; failures are ignored, so that serving continues.</summary>
    public static void WriteError(ReadOnlySpan<byte> utf8)
    {
        if (_errors is { } queue)
            queue.Add(utf8);
        else
            Write(StandardStreams.Error, utf8);
    }

    /// <summary>Counts a line for stderr that was lost for lack of memory.</summary>
    public static void CountLostErrorLine() => _errors?.Drop();

    /// <summary>One write, so that lines of several threads and processes do not interleave. Blocks while the
    /// stream accepts nothing, even if the parent process made it non-blocking.</summary>
    /// <returns>The number of bytes written; fewer than given if the stream failed.</returns>
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
                nint written = Libc.write(descriptor, start + done, (nuint)(utf8.Length - done));
                if (written >= 0)
                    done += (int)written;
                else if (Marshal.GetLastPInvokeError() is var error && error == Errno.Again)
                    WaitUntilWritable(descriptor);
                else if (error != Errno.Interrupted)
                    break;
            }
        }
        return done;
    }

    private static void WaitUntilWritable(int descriptor)
    {
        Libc.PollEntry polled = new() { Descriptor = descriptor, Events = Libc.PollOut };
        _ = Libc.poll(&polled, 1, NoTimeout);
    }
}
