using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Appliance.Linux;

/// <summary>An eventfd(2). Any thread can signal it to end another thread's epoll wait.</summary>
public sealed unsafe class EventFd : IDisposable
{
    public EventFd()
    {
        Descriptor = Libc.eventfd(0, Libc.NonBlockingAndCloseOnExec);
        if (Descriptor < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public int Descriptor { get; }

    public void Signal()
    {
        ulong one = 1;
        Libc.write(Descriptor, (byte*)&one, sizeof(ulong));
    }

    public void Reset()
    {
        ulong count;
        Libc.read(Descriptor, (byte*)&count, sizeof(ulong));
    }

    public void Dispose() => Libc.close(Descriptor);
}
