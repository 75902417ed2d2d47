using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>
/// A packet filter (socket(7), SO_ATTACH_FILTER) that drops SYN packets. Closing a listening socket resets the
/// connections in its backlog. With the filter the backlog can be accepted before the close while no connection is
/// added.
/// </summary>
internal static unsafe class SynFilter
{
    /// <summary>Offset of the TCP header's flags (RFC 9293, section 3.1), and the SYN flag.</summary>
    private const uint FlagsOffset = 13;
    private const uint Syn = 0x02;

    private const ushort LoadByte = 0x30;
    private const ushort JumpIfBitsSet = 0x45;
    private const ushort Return = 0x06;

    /// <summary>
    /// If the kernel rejects the filter, as in some sandboxes, new connections join the backlog until the close.
    /// </summary>
    public static void Attach(int socket)
    {
        Instruction* program = stackalloc Instruction[]
        {
            new(LoadByte, FlagsOffset),
            new(JumpIfBitsSet, Syn, skippedIfFalse: 1),
            // The return value is the number of bytes of the packet to keep.
            new(Return, 0),
            new(Return, uint.MaxValue),
        };
        Program filter = new() { Length = 4, Start = program };
        Libc.setsockopt(socket, Libc.LevelSocket, Libc.AttachFilter, &filter, (uint)sizeof(Program));
    }

    /// <summary>struct sock_filter</summary>
    private readonly struct Instruction(ushort code, uint value, byte skippedIfFalse = 0)
    {
        public readonly ushort Code = code;
        public readonly byte SkippedIfTrue = 0;
        public readonly byte SkippedIfFalse = skippedIfFalse;
        public readonly uint Value = value;
    }

    /// <summary>struct sock_fprog</summary>
    private struct Program
    {
        public ushort Length;
        public Instruction* Start;
    }
}
