namespace Appliance.Listening.Linux;

/// <summary>
/// A packet filter (socket(7), SO_ATTACH_FILTER) that drops what begins a TCP handshake. To close a listening socket
/// resets the connections in its backlog; with the filter the backlog can be emptied before, and nothing joins it.
/// </summary>
internal static unsafe class SynFilter
{
    /// <summary>The byte of a TCP header that has the flags (RFC 9293, section 3.1), and SYN among them.</summary>
    private const uint FlagsOffset = 13;
    private const uint Syn = 0x02;

    private const ushort LoadByte = 0x30;
    private const ushort JumpIfBitsSet = 0x45;
    private const ushort Return = 0x06;

    /// <summary>Where the kernel refuses, as in some sandboxes, new connections join the backlog until the
    /// close.</summary>
    public static void Attach(int socket)
    {
        Instruction* program = stackalloc Instruction[]
        {
            new(LoadByte, FlagsOffset),
            new(JumpIfBitsSet, Syn, skippedIfFalse: 1),
            // Bytes of the packet that are kept.
            new(Return, 0),
            new(Return, uint.MaxValue),
        };
        Program filter = new() { Length = 4, Start = program };
        Native.setsockopt(socket, Native.LevelSocket, Native.AttachFilter, (int*)&filter, (uint)sizeof(Program));
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
