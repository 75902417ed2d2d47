using System.Runtime.InteropServices;
using System.Text;
using Appliance.Hosting.Logging;

namespace Appliance.Hosting.Systemd;

/// <summary>
/// The datagram socket that notifies systemd (sd_notify(3)). A failure is logged once and does not stop the service.
/// </summary>
internal sealed unsafe partial class NotifySocket
{
    private const int FamilyUnix = 1;
    private const int DatagramAndCloseOnExec = 2 | 0x80000;
    private const int LevelSocket = 1;
    private const int SendTimeout = 21;
    private const int NoSignal = 0x4000;
    private const int Interrupted = 4;
    private const int PathBytesMax = 108;
    private const int PathOffset = 2;

    private readonly byte[] _address;
    private bool _failed;

    private NotifySocket(byte[] address) => _address = address;

    /// <summary>The socket of NOTIFY_SOCKET; null if it is unset or invalid.</summary>
    public static NotifySocket? FromEnvironment()
    {
        string? text = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        if (!OperatingSystem.IsLinux() || string.IsNullOrEmpty(text))
            return null;
        byte[] path = Encoding.UTF8.GetBytes(text);
        if (path.Length > PathBytesMax || path[0] is not ((byte)'/' or (byte)'@'))
        {
            Log.Warn("notify-failed", ("hint",
                $"NOTIFY_SOCKET must be a path or an abstract Unix socket of at most {PathBytesMax} bytes."));
            return null;
        }
        // The length of an abstract address is explicit, without a terminating NUL.
        byte[] address = new byte[PathOffset + path.Length];
        BitConverter.TryWriteBytes(address, (ushort)FamilyUnix);
        path.CopyTo(address, PathOffset);
        if (address[PathOffset] == '@')
            address[PathOffset] = 0;
        return new(address);
    }

    /// <summary>Sends assignments, one per line.</summary>
    public void Send(string assignments)
    {
        int error = TrySend(Encoding.UTF8.GetBytes(assignments));
        if (error == 0 || _failed)
            return;
        _failed = true;
        Log.Warn("notify-failed", ("hint",
            $"NOTIFY_SOCKET cannot be written to (error {error}): systemd is not notified of this service."));
    }

    /// <summary>Returns 0 or the error number.</summary>
    private int TrySend(byte[] message)
    {
        int descriptor = socket(FamilyUnix, DatagramAndCloseOnExec, 0);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError();
        // A full queue must not block the service. struct timeval { seconds, microseconds }
        nint* oneSecond = stackalloc nint[] { 1, 0 };
        _ = setsockopt(descriptor, LevelSocket, SendTimeout, oneSecond, 2 * (uint)sizeof(nint));
        int error;
        fixed (byte* start = message, address = _address)
        {
            do
            {
                nint sent = sendto(
                    descriptor, start, (nuint)message.Length, NoSignal, address, (uint)_address.Length);
                error = sent < 0 ? Marshal.GetLastPInvokeError() : 0;
            }
            while (error == Interrupted);
        }
        _ = close(descriptor);
        return error;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc")]
    private static partial int setsockopt(int socket, int level, int name, nint* value, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendto(
        int socket, byte* message, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
