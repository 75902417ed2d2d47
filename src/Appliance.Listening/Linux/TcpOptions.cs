using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>Options that accepted TCP connections inherit from the listening socket.</summary>
internal static unsafe class TcpOptions
{
    /// <summary>
    /// Bytes of unsent responses that the kernel may hold per connection. Its default allows megabytes for a client
    /// that does not read, beyond the control of our buffer budget.
    /// </summary>
    private const int NotSentBytesMax = 65_536;

    /// <summary>Returns the result of setsockopt(2): negative if an option is rejected.</summary>
    public static int Set(int socket)
    {
        int result = Set(socket, Libc.TcpNoDelay, 1);
        return result < 0 ? result : Set(socket, Libc.TcpNotSentLowAt, NotSentBytesMax);
    }

    private static int Set(int socket, int name, int value) =>
        Libc.setsockopt(socket, Libc.LevelTcp, name, &value, sizeof(int));
}
