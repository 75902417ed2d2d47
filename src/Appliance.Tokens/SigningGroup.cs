using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Appliance.Tokens;

/// <summary>
/// Signs up to eight tokens in parallel if multi-buffer hashing is available (<see cref="Sha256Lanes"/>), otherwise
/// sequentially. Stores only the offsets of the tokens in one buffer, not their text. Not thread-safe; allocates
/// nothing after construction.
/// </summary>
public sealed class SigningGroup
{
    /// <summary>Maximum number of tokens in a group.</summary>
    public const int CountMax = Sha256Lanes.Count;

    /// <summary>Tokens with more blocks to hash are signed individually; the vendors' tokens have four or
    /// five.</summary>
    private const int LaneBlocksMax = 16;

    private const int LaneBytes = LaneBlocksMax * Sha256.BlockBytes;

    /// <summary>The padding contains a one bit and the message length (FIPS 180-4, section 5.1.1).</summary>
    private const int PaddingBytesMin = 1 + sizeof(ulong);

    private readonly bool _usesLanes;
    private readonly UnsignedToken[] _tokens = new UnsignedToken[CountMax];
    private readonly int[] _starts = new int[CountMax];
    private readonly byte[] _lanes = GC.AllocateArray<byte>(CountMax * LaneBytes, pinned: true);
    private int _count;

    public SigningGroup()
        : this(Sha256Lanes.IsAvailable)
    {
    }

    /// <summary>For tests: hashes in lanes even if that is slower.</summary>
    internal SigningGroup(bool usesLanes) => _usesLanes = usesLanes;

    /// <summary>The group must be signed before another token is added.</summary>
    public bool IsFull => _count == CountMax;

    public bool IsEmpty => _count == 0;

    /// <summary>Adds a token.</summary>
    /// <param name="token">A result of <see cref="TokenIssuer.IssueUnsigned"/>.</param>
    /// <param name="start">Offset of the token in the buffer.</param>
    public void Add(in UnsignedToken token, int start)
    {
        Reserve(token);
        Place(start);
    }

    /// <summary>Stores a token in the next free slot. It is added by <see cref="Place"/>, or else replaced by the next
    /// one.</summary>
    public void Reserve(in UnsignedToken token)
    {
        Debug.Assert(!IsFull, "A full group is signed before another token is added.");
        _tokens[_count] = token;
    }

    /// <summary>Adds the reserved token.</summary>
    /// <param name="start">Offset of the token in the buffer.</param>
    public void Place(int start)
    {
        Debug.Assert(_tokens[_count].SignedBytes > 0, "A token is reserved before it is placed.");
        _starts[_count++] = start;
    }

    /// <summary>Signs all added tokens and empties the group.</summary>
    /// <param name="buffer">The buffer that contains all added tokens.</param>
    public void Sign(Span<byte> buffer)
    {
        // Lanes pay off from two tokens on; for one token they are slower.
        if (_usesLanes && _count > 1)
            SignInLanes(buffer, _count);
        else
            SignSequentially(buffer, _count);
        // Reset last: if signing throws, the next call throws too, so no token is sent unsigned.
        _count = 0;
    }

    private void SignSequentially(Span<byte> buffer, int count)
    {
        for (int index = 0; index < count; index++)
            _tokens[index].Sign(buffer.Slice(_starts[index]));
    }

    [SkipLocalsInit]
    private unsafe void SignInLanes(Span<byte> buffer, int count)
    {
        Sha256LaneStates states;
        Unsafe.SkipInit(out states);
        Sha256LaneBlocks* blocks = stackalloc Sha256LaneBlocks[CountMax];
        byte* first = (byte*)Unsafe.AsPointer(ref _lanes[0]);
        int lanes = 0;
        for (int index = 0; index < count; index++)
        {
            ref readonly UnsignedToken token = ref _tokens[index];
            Span<byte> text = buffer.Slice(_starts[index]);
            ReadOnlySpan<byte> rest = token.Rest(text);
            if (rest.Length > LaneBytes - PaddingBytesMin)
            {
                token.Sign(text);
                continue;
            }
            byte* lane = first + lanes * LaneBytes;
            states.Set(lanes, token.Midstate);
            blocks[lanes] = new() { Data = lane, Count = Pad(rest, token.SignedBytes, new(lane, LaneBytes)) };
            // Individually signed tokens must leave no gap among the lanes.
            _tokens[lanes] = token;
            _starts[lanes++] = _starts[index];
        }
        Debug.Assert(lanes <= count, "a lane without a token");
        for (int lane = lanes; lane < CountMax; lane++)
            blocks[lane] = new() { Data = first, Count = 0 };
        Sha256Lanes.Update(ref states, blocks, lanes);

        for (int lane = 0; lane < lanes; lane++)
        {
            Span<byte> block = new(blocks[lane].Data, Sha256.BlockBytes);
            WriteDigest(states, lane, block);
            PadDigest(block);
            blocks[lane].Count = 1;
            states.Set(lane, _tokens[lane].Key.Outer);
        }
        Sha256Lanes.Update(ref states, blocks, lanes);

        Span<byte> tag = stackalloc byte[Sha256.DigestBytes];
        for (int lane = 0; lane < lanes; lane++)
        {
            WriteDigest(states, lane, tag);
            _tokens[lane].WriteSignature(buffer.Slice(_starts[lane]), tag);
        }
    }

    /// <summary>Copies the rest of a message into a lane and pads it. Returns the number of blocks.</summary>
    private static int Pad(ReadOnlySpan<byte> rest, int signedBytes, Span<byte> lane)
    {
        int blocks = (rest.Length + PaddingBytesMin + Sha256.BlockBytes - 1) / Sha256.BlockBytes;
        Debug.Assert(blocks <= LaneBlocksMax, "a message longer than its lane");
        rest.CopyTo(lane);
        Span<byte> padding = lane.Slice(rest.Length, blocks * Sha256.BlockBytes - rest.Length);
        padding.Clear();
        padding[0] = 0x80;
        // The inner pad, one block, was hashed before the message.
        long bits = 8L * (Sha256.BlockBytes + signedBytes);
        BinaryPrimitives.WriteInt64BigEndian(padding.Slice(padding.Length - sizeof(long)), bits);
        return blocks;
    }

    /// <summary>Pads the inner digest. With the outer pad the message is 64 + 32 bytes long.</summary>
    private static void PadDigest(Span<byte> block)
    {
        Span<byte> padding = block.Slice(Sha256.DigestBytes);
        padding.Clear();
        padding[0] = 0x80;
        const int Bits = 8 * (Sha256.BlockBytes + Sha256.DigestBytes);
        BinaryPrimitives.WriteInt32BigEndian(padding.Slice(padding.Length - sizeof(int)), Bits);
    }

    private static unsafe void WriteDigest(in Sha256LaneStates states, int lane, Span<byte> digest)
    {
        fixed (uint* word = &states[0])
        fixed (byte* bytes = digest.Slice(0, Sha256.DigestBytes))
        {
            for (int index = 0; index < Sha256Lanes.WordCount; index++)
                ((uint*)bytes)[index] = BinaryPrimitives.ReverseEndianness(word[index * Sha256Lanes.Count + lane]);
        }
    }
}
