using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Appliance.Tokens;

/// <summary>
/// Interleaved states of eight hashes: word w of lane l is at <c>8 w + l</c>. Same layout as OpenSSL's SHA256_MB_CTX.
/// </summary>
[InlineArray(Sha256Lanes.WordCount * Sha256Lanes.Count)]
internal struct Sha256LaneStates
{
    private uint _word0;

    public readonly uint this[int word, int lane] => this[word * Sha256Lanes.Count + lane];

    public void Set(int lane, in Sha256State state)
    {
        for (int word = 0; word < Sha256Lanes.WordCount; word++)
            this[word * Sha256Lanes.Count + lane] = state[word];
    }
}

/// <summary>Input of one lane. Same layout as OpenSSL's HASH_DESC.</summary>
internal unsafe struct Sha256LaneBlocks
{
    public byte* Data;

    /// <summary>Number of 64-byte blocks; lanes may have different counts.</summary>
    public int Count;
}

/// <summary>
/// Multi-buffer SHA-256: hashes up to eight messages in parallel, interleaved or in SIMD lanes, at less than half the
/// cost of sequential hashing. Available if OpenSSL's function is linked in and its results match the sequential ones.
/// </summary>
internal static unsafe class Sha256Lanes
{
    public const int Count = 8;
    public const int WordCount = Sha256.DigestBytes / sizeof(uint);

    /// <summary>Whether parallel hashing is available and therefore faster than sequential hashing.</summary>
    public static bool IsAvailable { get; } = OpenSslSha256.HasLanes && MatchesSequential();

    /// <summary>Hashes the blocks of the first lanes into their states.</summary>
    /// <param name="states">Hash state of each lane.</param>
    /// <param name="blocks">Input of all <see cref="Count"/> lanes; lanes without blocks must be last.</param>
    /// <param name="lanes">Number of lanes that have blocks.</param>
    public static void Update(ref Sha256LaneStates states, Sha256LaneBlocks* blocks, int lanes)
    {
        AssertOrder(blocks, lanes);
        if (OpenSslSha256.HasLanes)
            OpenSslSha256.UpdateLanes(ref states, blocks, lanes);
        else
            UpdateSequentially(ref states, blocks, lanes);
    }

    [Conditional("DEBUG")]
    private static void AssertOrder(Sha256LaneBlocks* blocks, int lanes)
    {
        for (int lane = 0; lane < Count; lane++)
            Debug.Assert(blocks[lane].Count > 0 == lane < lanes, "lanes without blocks are last");
    }

    internal static void UpdateSequentially(ref Sha256LaneStates states, Sha256LaneBlocks* blocks, int lanes)
    {
        for (int lane = 0; lane < lanes; lane++)
        {
            Sha256State state = default;
            for (int word = 0; word < WordCount; word++)
                state[word] = states[word, lane];
            Sha256.Update(ref state, new ReadOnlySpan<byte>(blocks[lane].Data, blocks[lane].Count * Sha256.BlockBytes));
            states.Set(lane, state);
        }
    }

    /// <summary>Compares both implementations for every number of lanes, with different block counts.</summary>
    private static bool MatchesSequential()
    {
        const int BlocksMax = Count + 1;
        byte* message = stackalloc byte[BlocksMax * Sha256.BlockBytes];
        for (int i = 0; i < BlocksMax * Sha256.BlockBytes; i++)
            message[i] = (byte)(i * 151 >> 3);
        Sha256LaneBlocks* blocks = stackalloc Sha256LaneBlocks[Count];
        for (int lanes = 1; lanes <= Count; lanes++)
        {
            Sha256LaneStates parallel = default;
            for (int lane = 0; lane < Count; lane++)
            {
                parallel.Set(lane, Sha256State.Initial);
                blocks[lane] = new() { Data = message + lane, Count = lane < lanes ? 1 + lane * 3 % Count : 0 };
            }
            Sha256LaneStates sequential = parallel;
            Update(ref parallel, blocks, lanes);
            UpdateSequentially(ref sequential, blocks, lanes);
            for (int lane = 0; lane < lanes; lane++)
            {
                for (int word = 0; word < WordCount; word++)
                {
                    if (parallel[word, lane] != sequential[word, lane])
                        return false;
                }
            }
        }
        return true;
    }
}
