namespace Appliance.Linux;

/// <summary>The error numbers that are handled; the same on every Linux that .NET supports (errno(3)).</summary>
public static class Errno
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int Again = 11;
    public const int NoMemory = 12;
    public const int Access = 13;
    public const int NotADirectory = 20;
    public const int SystemFilesFull = 23;
    public const int ProcessFilesFull = 24;
    public const int NoSpace = 28;
    public const int NotImplemented = 38;
    public const int FamilyNotSupported = 97;
    public const int NoNetwork = 64;
    public const int Protocol = 71;
    public const int ProtocolOption = 92;
    public const int OperationNotSupported = 95;
    public const int AddressInUse = 98;
    public const int AddressNotAvailable = 99;
    public const int NetworkDown = 100;
    public const int NetworkUnreachable = 101;
    public const int ConnectionAborted = 103;
    public const int NoBuffers = 105;
    public const int ConnectionRefused = 111;
    public const int HostDown = 112;
    public const int HostUnreachable = 113;
    public const int InProgress = 115;

    /// <summary>EAGAIN of systems other than Linux.</summary>
    public const int AgainElsewhere = 35;

    /// <summary>A later call may succeed: the socket is not ready, or memory is short.</summary>
    public static bool IsTransient(int error) => error is Again or NoBuffers or NoMemory;

    /// <summary>The process or the system is out of file descriptors.</summary>
    public static bool IsOutOfFiles(int error) => error is ProcessFilesFull or SystemFilesFull;

    /// <summary>
    /// An accept(2) error that concerns only the connection being accepted, so the next one may succeed: a pending
    /// network error, or a firewall's rejection.
    /// </summary>
    public static bool IsOfOneConnection(int error) => error
        is ConnectionAborted or NotPermitted or NoNetwork or Protocol or ProtocolOption or OperationNotSupported
        or NetworkDown or NetworkUnreachable or HostDown or HostUnreachable;
}
