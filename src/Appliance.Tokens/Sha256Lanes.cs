using System.Runtime.CompilerServices;

namespace Appliance.Tokens;

/// <summary>
/// The states of eight hashes side by side, word by word: word w of lane l is at <c>8 w + l</c>. It is OpenSSL's
/// SHA256_MB_CTX.
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

/// <summary>What one lane has to hash: OpenSSL's HASH_DESC.</summary>
internal unsafe struct Sha256LaneBlocks
{
    public byte* Data;

    /// <summary>Blocks of 64 bytes; the other lanes may have more or fewer.</summary>
    public int Count;
}

/// <summary>
/// SHA-256 of up to eight messages at once, by the same instructions or side by side in wide registers: less than half
/// of what they cost one after the other. At hand where OpenSSL's function is linked in and agrees with ours.
/// </summary>
internal static unsafe class Sha256Lanes
{
    public const int Count = 8;
    public const int WordCount = Sha256.DigestBytes / sizeof(uint);

    /// <summary>Whether hashing side by side is faster than one by one here.</summary>
    public static bool IsAvailable { get; } = OpenSslSha256.HasLanes && MatchesSequential();

    /// <summary>Takes the blocks of the first lanes into their states.</summary>
    /// <param name="states">What the lanes have hashed so far.</param>
    /// <param name="blocks">For <see cref="Count"/> lanes; one without blocks comes after all that have some.</param>
    /// <param name="lanes">How many of them have blocks.</param>
    public static void Update(ref Sha256LaneStates states, Sha256LaneBlocks* blocks, int lanes)
    {
        if (OpenSslSha256.HasLanes)
            OpenSslSha256.UpdateLanes(ref states, blocks, lanes);
        else
            UpdateSequentially(ref states, blocks, lanes);
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

    /// <summary>With every number of lanes, each with another number of blocks.</summary>
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
