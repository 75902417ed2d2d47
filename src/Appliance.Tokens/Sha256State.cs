using System.Runtime.CompilerServices;

namespace Appliance.Tokens;

/// <summary>
/// The eight state words of SHA-256 between two blocks (FIPS 180-4, section 6.2), in native byte order. A copy is a
/// midstate: hashing continues from it without rehashing the earlier blocks.
/// </summary>
[InlineArray(8)]
internal struct Sha256State
{
    private uint _word0;

    /// <summary>The state before the first block (section 5.3.3).</summary>
    public static Sha256State Initial
    {
        get
        {
            // Assigned one by one, because unoptimized builds access a span of an inline array by reflection.
            Sha256State state = default;
            state[0] = 0x6a09e667;
            state[1] = 0xbb67ae85;
            state[2] = 0x3c6ef372;
            state[3] = 0xa54ff53a;
            state[4] = 0x510e527f;
            state[5] = 0x9b05688c;
            state[6] = 0x1f83d9ab;
            state[7] = 0x5be0cd19;
            return state;
        }
    }
}
