using System.Text;
using Appliance.Hosting.Logging;
using Appliance.Linux;

namespace Appliance.Hosting.Systemd;

/// <summary>
/// The datagram socket that notifies systemd (sd_notify(3)). A failure is logged once and does not stop the service.
/// </summary>
internal sealed class NotifySocket
{
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
        BitConverter.TryWriteBytes(address, (ushort)Libc.FamilyUnix);
        path.CopyTo(address, PathOffset);
        if (address[PathOffset] == '@')
            address[PathOffset] = 0;
        return new(address);
    }

    /// <summary>Sends assignments, one per line.</summary>
    public void Send(string assignments)
    {
        int error = Sockets.SendDatagram(_address, Encoding.UTF8.GetBytes(assignments));
        if (error == 0 || _failed)
            return;
        _failed = true;
        Log.Warn("notify-failed", ("hint",
            $"NOTIFY_SOCKET cannot be written to (error {error}): systemd is not notified of this service."));
    }
}
