using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Appliance.Listening.Linux;

/// <summary>An eventfd(2). Any thread can signal it to end another thread's epoll wait.</summary>
internal sealed unsafe class EventFd : IDisposable
{
    public EventFd()
    {
        Descriptor = Native.eventfd(0, Native.NonBlockingAndCloseOnExec);
        if (Descriptor < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public int Descriptor { get; }

    public void Signal()
    {
        ulong one = 1;
        Native.write(Descriptor, (byte*)&one, sizeof(ulong));
    }

    public void Reset()
    {
        ulong count;
        Native.read(Descriptor, (byte*)&count, sizeof(ulong));
    }

    public void Dispose() => Native.close(Descriptor);
}
