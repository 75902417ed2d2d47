using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Hosting.Files;

/// <summary>Why a file cannot be read.</summary>
internal enum FileError : byte
{
    None,
    Missing,
    Denied,
    /// <summary>A directory, FIFO, socket or device.</summary>
    NotRegular,
}

/// <summary>Opens files without blocking; the framework would block on a FIFO without a writer.</summary>
internal static partial class RegularFile
{
    private const int O_NOCTTY = 0x100;
    private const int O_NONBLOCK = 0x800;
    private const int O_CLOEXEC = 0x80000;

    private const int TextBytesMax = 16 * 1024;

    private const int ENOENT = 2;
    private const int EINTR = 4;
    private const int ENOTDIR = 20;

    /// <summary>Opens a regular file on Linux. After an error, dispose the handle unread.</summary>
    public static SafeFileHandle Open(string path, out FileError error)
    {
        byte[] terminated = [.. Encoding.UTF8.GetBytes(path), 0];
        int descriptor;
        int errno;
        do
        {
            descriptor = open(terminated, O_NOCTTY | O_NONBLOCK | O_CLOEXEC, 0);
            errno = Marshal.GetLastPInvokeError();
        }
        while (descriptor < 0 && errno == EINTR);
        SafeFileHandle file = new(descriptor, ownsHandle: true);
        if (descriptor < 0)
            error = errno is ENOENT or ENOTDIR ? FileError.Missing : FileError.Denied;
        else
            error = FileStatus.Of(file) is { IsRegular: true } ? FileError.None : FileError.NotRegular;
        return file;
    }

    /// <summary>The content of a short ASCII file in /proc or /sys; null if it cannot be read.</summary>
    public static string? TryReadText(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        using SafeFileHandle file = Open(path, out FileError error);
        if (error != FileError.None)
            return null;
        byte[] content = new byte[TextBytesMax];
        using FileStream stream = new(file, FileAccess.Read, bufferSize: 0);
        try
        {
            return Encoding.ASCII.GetString(content, 0, stream.ReadAtLeast(content, content.Length, false));
        }
        catch (IOException)
        {
            return null;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int open(byte[] path, int flags, int mode);
}
