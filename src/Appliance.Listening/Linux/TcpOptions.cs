namespace Appliance.Listening.Linux;

/// <summary>What TCP connections inherit from the socket that they are accepted from.</summary>
internal static unsafe class TcpOptions
{
    /// <summary>
    /// Bytes of answers that the kernel takes and cannot send yet. By itself it would take megabytes for a peer that
    /// does not read, out of reach of our limits.
    /// </summary>
    private const int NotSentBytesMax = 65_536;

    /// <summary>As setsockopt(2): negative if one is refused.</summary>
    public static int Set(int socket)
    {
        int result = Set(socket, Native.TcpNoDelay, 1);
        return result < 0 ? result : Set(socket, Native.TcpNotSentLowAt, NotSentBytesMax);
    }

    private static int Set(int socket, int name, int value) =>
        Native.setsockopt(socket, Native.LevelTcp, name, &value, sizeof(int));
}
