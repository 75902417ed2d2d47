using System.Runtime.InteropServices;
using Appliance.Linux;

namespace Appliance.Listening;

/// <summary>Reports failed system calls on a listen address.</summary>
internal static class SystemCall
{
    /// <exception cref="ListenException">The result is negative: the call failed.</exception>
    public static void Check(ListenAddress address, int result)
    {
        int error = Marshal.GetLastPInvokeError();
        if (result < 0)
            throw new ListenException(address, ToListenError(error), error);
    }

    /// <param name="error">An error number of errno(3).</param>
    public static ListenError ToListenError(int error) => error switch
    {
        Errno.AddressInUse => ListenError.InUse,
        Errno.Access or Errno.NotPermitted => ListenError.Permission,
        Errno.AddressNotAvailable => ListenError.AddressNotLocal,
        Errno.FamilyNotSupported => ListenError.FamilyUnsupported,
        Errno.NoEntry or Errno.NotADirectory => ListenError.DirectoryMissing,
        Errno.ProcessFilesFull or Errno.SystemFilesFull => ListenError.FileDescriptors,
        _ => ListenError.Other,
    };
}
