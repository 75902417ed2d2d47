using System.Runtime.CompilerServices;

namespace Appliance.Tokens;

/// <summary>
/// SHA-256's eight words between two blocks (FIPS 180-4, section 6.2), in the machine's own byte order. A copy is a
/// midstate: what was hashed so far is never hashed again.
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
            Sha256State state = default;
            ReadOnlySpan<uint> words =
            [
                0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
            ];
            words.CopyTo(state);
            return state;
        }
    }
}
