using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Appliance.Linux;

/// <summary>An epoll set, level-triggered, and the events of its last wait.</summary>
public sealed unsafe class Epoll : IDisposable
{
    public const int EventsMax = 256;

    /// <summary>
    /// struct epoll_event is packed on x64 only: { uint32 events; uint64 data } in 12 bytes there, else 16.
    /// </summary>
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly int _descriptor;
    private readonly byte[] _events = GC.AllocateArray<byte>(EventsMax * 16, pinned: true);

    public Epoll()
    {
        _descriptor = Libc.epoll_create1(Libc.EpollCloseOnExec);
        if (_descriptor < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>The descriptor of the set itself, which another set can watch.</summary>
    public int Descriptor => _descriptor;

    public void Dispose() => Libc.close(_descriptor);

    /// <summary>False if the kernel is out of memory or at its limit of watches.</summary>
    public bool Add(int descriptor, uint events, ulong data) => Control(Libc.EpollAdd, descriptor, events, data);

    public bool Modify(int descriptor, uint events, ulong data) =>
        Control(Libc.EpollModify, descriptor, events, data);

    public void Remove(int descriptor) => Control(Libc.EpollDelete, descriptor, 0, 0);

    /// <summary>The number of events; 0 on timeout or signal. A timeout of -1 ms waits indefinitely.</summary>
    public int Wait(int timeoutMilliseconds)
    {
        fixed (byte* events = _events)
        {
            int count = Libc.epoll_wait(_descriptor, events, EventsMax, timeoutMilliseconds);
            if (count >= 0)
                return count;
        }
        int error = Marshal.GetLastPInvokeError();
        return error == Errno.Interrupted ? 0 : throw new Win32Exception(error);
    }

    /// <summary>The data given to <see cref="Add"/> with the event's descriptor.</summary>
    public ulong Data(int index) =>
        BitConverter.ToUInt64(_events.AsSpan(index * EventBytes + EventBytes - sizeof(ulong), sizeof(ulong)));

    private bool Control(int operation, int descriptor, uint events, ulong data)
    {
        byte* interest = stackalloc byte[16];
        *(uint*)interest = events;
        BitConverter.TryWriteBytes(new Span<byte>(interest + EventBytes - sizeof(ulong), sizeof(ulong)), data);
        return Libc.epoll_ctl(_descriptor, operation, descriptor, interest) == 0;
    }
}
