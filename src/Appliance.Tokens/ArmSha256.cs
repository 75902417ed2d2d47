using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Instructions = System.Runtime.Intrinsics.Arm.Sha256;

namespace Appliance.Tokens;

/// <summary>SHA-256 block function with the arm64 SHA-2 instructions (FEAT_SHA256).</summary>
internal static class ArmSha256
{
    private const int RoundsPerStep = 4;
    private const int Steps = 16;

    /// <summary>The message schedule is complete after this step.</summary>
    private const int ScheduledSteps = 12;

    public static bool IsSupported => Instructions.IsSupported;

    /// <summary>Hashes complete blocks of 64 bytes into the state.</summary>
    public static void Update(ref Sha256State state, ReadOnlySpan<byte> blocks)
    {
        Span<uint> words = MemoryMarshal.CreateSpan(ref state[0], Sha256.DigestBytes / sizeof(uint));
        Vector128<uint> abcd = Vector128.Create<uint>(words);
        Vector128<uint> efgh = Vector128.Create<uint>(words.Slice(RoundsPerStep));
        for (; blocks.Length >= Sha256.BlockBytes; blocks = blocks.Slice(Sha256.BlockBytes))
            Compress(ref abcd, ref efgh, blocks);
        abcd.CopyTo(words);
        efgh.CopyTo(words.Slice(RoundsPerStep));
    }

    /// <summary>Four rounds per step; each step also computes the next four schedule words.</summary>
    private static void Compress(ref Vector128<uint> abcd, ref Vector128<uint> efgh, ReadOnlySpan<byte> block)
    {
        (Vector128<uint> abcdBefore, Vector128<uint> efghBefore) = (abcd, efgh);
        Vector128<uint> w0 = Load(block, 0), w1 = Load(block, 1), w2 = Load(block, 2), w3 = Load(block, 3);
        for (int step = 0; step < Steps; step++)
        {
            Vector128<uint> wk = w0 + Vector128.Create<uint>(ManagedSha256.K.Slice(step * RoundsPerStep));
            Vector128<uint> abcdNow = abcd;
            abcd = Instructions.HashUpdate1(abcd, efgh, wk);
            efgh = Instructions.HashUpdate2(efgh, abcdNow, wk);
            Vector128<uint> next = step < ScheduledSteps
                ? Instructions.ScheduleUpdate1(Instructions.ScheduleUpdate0(w0, w1), w2, w3) : w0;
            (w0, w1, w2, w3) = (w1, w2, w3, next);
        }
        abcd += abcdBefore;
        efgh += efghBefore;
    }

    /// <summary>Loads four big-endian words of the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Load(ReadOnlySpan<byte> block, int index)
    {
        Vector128<byte> bytes = Vector128.Create<byte>(block.Slice(index * Vector128<byte>.Count));
        return Vector128.Shuffle(bytes, Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12))
            .AsUInt32();
    }
}
