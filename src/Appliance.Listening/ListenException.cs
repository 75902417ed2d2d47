namespace Appliance.Listening;

/// <summary>Why listening on an address failed.</summary>
public enum ListenError : byte
{
    /// <summary>Another process uses it (EADDRINUSE, or a Unix socket that accepts connections).</summary>
    InUse,
    /// <summary>A privileged port, or a directory without write permission.</summary>
    Permission,
    /// <summary>No interface has this address.</summary>
    AddressNotLocal,
    /// <summary>IPv6 is disabled, or Unix sockets are not supported.</summary>
    FamilyUnsupported,
    /// <summary>The Unix socket's directory does not exist.</summary>
    DirectoryMissing,
    /// <summary>The file at the Unix socket's path is not a socket.</summary>
    NotASocket,
    /// <summary>No permission to set that owner or group of the Unix socket (EPERM).</summary>
    OwnerNotPermitted,
    /// <summary>The system has no numeric file owners (Windows).</summary>
    OwnerUnsupported,
    /// <summary>The inherited descriptor is not a listening stream socket.</summary>
    NotListening,
    /// <summary>Out of file descriptors.</summary>
    FileDescriptors,
    /// <summary>Any other error; the message has the operating system's code.</summary>
    Other,
}

/// <summary>Listening on an address failed; the message says what to do.</summary>
public sealed class ListenException(ListenAddress address, ListenError error, int systemCode)
    : Exception($"Cannot listen on {address}: {Describe(error, systemCode)}.")
{
    public ListenError Error { get; } = error;

    private static string Describe(ListenError error, int systemCode) => error switch
    {
        ListenError.InUse => "the address is in use by another process; stop it or choose another address",
        ListenError.Permission =>
            "permission denied; for a TCP port below 1024 choose a higher one or grant CAP_NET_BIND_SERVICE, "
            + "for a Unix socket grant write permission on its directory",
        ListenError.AddressNotLocal =>
            "no network interface of this machine has this address; choose one that `ip address` lists",
        ListenError.FamilyUnsupported =>
            "the system does not support this kind of socket (IPv6 may be disabled); use an IPv4 address",
        ListenError.DirectoryMissing => "its directory does not exist; create it or choose another path",
        ListenError.NotASocket => "a file that is not a socket exists at this path; move it or choose another path",
        ListenError.OwnerNotPermitted =>
            "no permission to set its owner or group; choose a group of the current user, or grant CAP_CHOWN",
        ListenError.OwnerUnsupported => "this system has no numeric file owners or groups; leave both unset",
        ListenError.NotListening =>
            "the passed descriptor is not a listening TCP or Unix stream socket; in a systemd socket unit, set "
            + "ListenStream= and Accept=no",
        ListenError.FileDescriptors => "out of file descriptors; raise the limit (ulimit -n)",
        _ => $"the operating system reported error {systemCode}",
    };
}
