namespace Appliance.Listening;

/// <summary>Why an address cannot be listened on.</summary>
public enum ListenProblem : byte
{
    /// <summary>Another process has it (EADDRINUSE, or a Unix socket that answers).</summary>
    InUse,
    /// <summary>A port below the privileged limit, or a directory that cannot be written.</summary>
    Permission,
    /// <summary>No interface has this address.</summary>
    NotOurs,
    /// <summary>IPv6 is off, or there are no Unix sockets.</summary>
    FamilyMissing,
    /// <summary>The Unix socket's directory does not exist.</summary>
    NoDirectory,
    /// <summary>Something that is not a socket stands at the Unix socket's path.</summary>
    NotASocket,
    /// <summary>The Unix socket may not be given to that owner or group (EPERM).</summary>
    OwnerRefused,
    /// <summary>Files have no numbered owners here (Windows).</summary>
    OwnerUnknown,
    /// <summary>What was inherited is not a listening stream socket.</summary>
    NotAListener,
    /// <summary>Out of file descriptors.</summary>
    FileDescriptors,
    /// <summary>Anything else; the code of the operating system is in the message.</summary>
    Other,
}

/// <summary>An address cannot be listened on; the message says what to do about it.</summary>
public sealed class ListenException(ListenAddress address, ListenProblem problem, int systemCode)
    : Exception($"Cannot listen on {address}: {Describe(problem, systemCode)}.")
{
    public ListenAddress Address { get; } = address;

    public ListenProblem Problem { get; } = problem;

    private static string Describe(ListenProblem problem, int systemCode) => problem switch
    {
        ListenProblem.InUse => "another process listens there; stop it or choose another address",
        ListenProblem.Permission =>
            "permission denied; choose a port from 1024 up, or grant CAP_NET_BIND_SERVICE (a lower port) "
            + "or the right to write the directory (a Unix socket)",
        ListenProblem.NotOurs => "no interface of this machine has that address; choose one that `ip address` shows",
        ListenProblem.FamilyMissing => "this machine has no such sockets (IPv6 may be off); use an IPv4 address",
        ListenProblem.NoDirectory => "its directory does not exist; create it or choose another path",
        ListenProblem.NotASocket => "a file that is not a socket stands there; move it or choose another path",
        ListenProblem.OwnerRefused =>
            "its owner or group may not be changed; choose a group that this user is in, or grant CAP_CHOWN",
        ListenProblem.OwnerUnknown => "files have no owner or group with a number here; leave both as they are",
        ListenProblem.NotAListener =>
            "what was passed there is not a TCP or Unix stream socket that listens; in a systemd socket unit, write "
            + "ListenStream= and Accept=no",
        ListenProblem.FileDescriptors => "no file descriptors are left; raise the limit (ulimit -n)",
        _ => $"the operating system refused with code {systemCode}",
    };
}
