using System.Numerics;

namespace Appliance.Endpoints;

/// <summary>
/// SipHash-2-4 (Aumasson and Bernstein, 2012) of eight-byte messages: without the key, messages with equal hashes
/// cannot be found.
/// </summary>
internal static class SipHash
{
    private const ulong MessageBytes = 8;

    /// <param name="key">128 unpredictable bits, the first eight bytes in the lower half.</param>
    /// <param name="message">Eight bytes, little-endian.</param>
    public static ulong Of(UInt128 key, ulong message)
    {
        ulong low = (ulong)key, high = (ulong)(key >> 64);
        State state = new(
            low ^ 0x736F6D6570736575, high ^ 0x646F72616E646F6D, low ^ 0x6C7967656E657261, high ^ 0x7465646279746573);
        state.Take(message);
        state.Take(MessageBytes << 56);
        return state.Finish();
    }

    private struct State(ulong v0, ulong v1, ulong v2, ulong v3)
    {
        public void Take(ulong word)
        {
            v3 ^= word;
            Round();
            Round();
            v0 ^= word;
        }

        public ulong Finish()
        {
            v2 ^= 0xFF;
            Round();
            Round();
            Round();
            Round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void Round()
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
