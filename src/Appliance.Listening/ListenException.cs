namespace Appliance.Listening;

/// <summary>Why an address cannot be listened on.</summary>
public enum ListenError : byte
{
    /// <summary>Another process has it (EADDRINUSE, or a Unix socket that answers).</summary>
    InUse,
    /// <summary>A port below the privileged limit, or a directory that cannot be written.</summary>
    Permission,
    /// <summary>No interface has this address.</summary>
    AddressNotLocal,
    /// <summary>IPv6 is off, or there are no Unix sockets.</summary>
    FamilyUnsupported,
    /// <summary>The Unix socket's directory does not exist.</summary>
    DirectoryMissing,
    /// <summary>Something that is not a socket stands at the Unix socket's path.</summary>
    NotASocket,
    /// <summary>The Unix socket may not be given to that owner or group (EPERM).</summary>
    OwnerNotPermitted,
    /// <summary>Files have no numbered owners here (Windows).</summary>
    OwnerUnsupported,
    /// <summary>What was inherited is not a listening stream socket.</summary>
    NotListening,
    /// <summary>Out of file descriptors.</summary>
    FileDescriptors,
    /// <summary>Anything else; the code of the operating system is in the message.</summary>
    Other,
}

/// <summary>An address cannot be listened on; the message says what to do about it.</summary>
public sealed class ListenException(ListenAddress address, ListenError error, int systemCode)
    : Exception($"Cannot listen on {address}: {Describe(error, systemCode)}.")
{
    public ListenAddress Address { get; } = address;

    public ListenError Error { get; } = error;

    private static string Describe(ListenError error, int systemCode) => error switch
    {
        ListenError.InUse => "another process listens there; stop it or choose another address",
        ListenError.Permission =>
            "permission denied; choose a port from 1024 up, or grant CAP_NET_BIND_SERVICE (a lower port) "
            + "or the right to write the directory (a Unix socket)",
        ListenError.AddressNotLocal => "no interface of this machine has that address; choose one that `ip address` shows",
        ListenError.FamilyUnsupported => "this machine has no such sockets (IPv6 may be off); use an IPv4 address",
        ListenError.DirectoryMissing => "its directory does not exist; create it or choose another path",
        ListenError.NotASocket => "a file that is not a socket stands there; move it or choose another path",
        ListenError.OwnerNotPermitted =>
            "its owner or group may not be changed; choose a group that this user is in, or grant CAP_CHOWN",
        ListenError.OwnerUnsupported => "files have no numeric owner or group here; leave both unset",
        ListenError.NotListening =>
            "what was passed there is not a TCP or Unix stream socket that listens; in a systemd socket unit, write "
            + "ListenStream= and Accept=no",
        ListenError.FileDescriptors => "no file descriptors are left; raise the limit (ulimit -n)",
        _ => $"the operating system refused with code {systemCode}",
    };
}
