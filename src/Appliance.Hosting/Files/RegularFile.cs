using System.Runtime.InteropServices;
using System.Text;
using Appliance.Linux;
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
internal static class RegularFile
{
    private const int TextBytesMax = 16 * 1024;

    /// <summary>Opens a regular file on Linux. After an error, dispose the handle unread.</summary>
    public static SafeFileHandle Open(string path, out FileError error)
    {
        int descriptor;
        int errno;
        do
        {
            descriptor = Libc.open(path, Libc.OpenNoTerminal | Libc.OpenNonBlocking | Libc.OpenCloseOnExec);
            errno = Marshal.GetLastPInvokeError();
        }
        while (descriptor < 0 && errno == Errno.Interrupted);
        SafeFileHandle file = new(descriptor, ownsHandle: true);
        if (descriptor < 0)
            error = errno is Errno.NoEntry or Errno.NotADirectory ? FileError.Missing : FileError.Denied;
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
}
