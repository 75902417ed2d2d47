using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Appliance.Tokens;

/// <summary>Implementation of the block function.</summary>
public enum Sha256Backend : byte
{
    Managed,
    OpenSsl,
}

/// <summary>
/// SHA-256 (FIPS 180-4). The block function is selected once at startup: OpenSSL's if it is available and produces the
/// expected digest. System.Security.Cryptography is not an option, because it loads libssl at run time, which an empty
/// root file system does not have.
/// </summary>
public static class Sha256
{
    public const int BlockBytes = 64;
    public const int DigestBytes = 32;

    /// <summary>The padding is a one bit, zeros and the message length in bits (section 5.1.1).</summary>
    private const int LengthFieldBytes = sizeof(ulong);

    /// <summary>The block function in use.</summary>
    public static Sha256Backend Backend { get; } = Choose();

    internal static void Update(ref Sha256State state, ReadOnlySpan<byte> blocks) =>
        Update(Backend, ref state, blocks);

    /// <summary>Hashes complete blocks of 64 bytes into the state.</summary>
    internal static void Update(Sha256Backend backend, ref Sha256State state, ReadOnlySpan<byte> blocks)
    {
        Debug.Assert(blocks.Length % BlockBytes == 0, "an incomplete block");
        if (OpenSslSha256.IsSupported && backend == Sha256Backend.OpenSsl)
            OpenSslSha256.Update(ref state, blocks);
        else
            ManagedSha256.Update(ref state, blocks);
    }

    internal static void Finish(
        ref Sha256State state, ReadOnlySpan<byte> tail, long messageBytes, Span<byte> digest) =>
        Finish(Backend, ref state, tail, messageBytes, digest);

    /// <summary>Hashes the rest of a message with its padding and writes the digest.</summary>
    /// <param name="backend">The block function.</param>
    /// <param name="state">The state after the earlier blocks of the message; receives the final state.</param>
    /// <param name="tail">The rest of the message, any length.</param>
    /// <param name="messageBytes">Length of the whole message, earlier blocks included.</param>
    /// <param name="digest">Receives 32 bytes.</param>
    [SkipLocalsInit]
    internal static void Finish(
        Sha256Backend backend, ref Sha256State state, ReadOnlySpan<byte> tail, long messageBytes, Span<byte> digest)
    {
        Debug.Assert(messageBytes >= tail.Length, "a tail longer than the message");
        Debug.Assert((messageBytes - tail.Length) % BlockBytes == 0, "the state is between two blocks");
        int whole = tail.Length & -BlockBytes;
        if (whole > 0)
            Update(backend, ref state, tail.Slice(0, whole));
        ReadOnlySpan<byte> rest = tail.Slice(whole);

        // Clearing a constant length compiles to a few stores, even if the second block may not be needed.
        Span<byte> padded = stackalloc byte[2 * BlockBytes];
        padded.Slice(0, 2 * BlockBytes).Clear();
        int length = rest.Length + 1 + LengthFieldBytes <= BlockBytes ? BlockBytes : 2 * BlockBytes;
        rest.CopyTo(padded);
        padded[rest.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padded.Slice(length - LengthFieldBytes), (ulong)messageBytes << 3);
        Update(backend, ref state, padded.Slice(0, length));

        Span<uint> words = MemoryMarshal.Cast<byte, uint>(digest.Slice(0, DigestBytes));
        for (int i = 0; i < words.Length; i++)
            words[i] = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(state[i]) : state[i];
    }

    /// <summary>Writes the digest of a message, 32 bytes.</summary>
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> digest) => Hash(Backend, message, digest);

    internal static void Hash(Sha256Backend backend, ReadOnlySpan<byte> message, Span<byte> digest)
    {
        Sha256State state = Sha256State.Initial;
        Finish(backend, ref state, message, message.Length, digest);
    }

    private static Sha256Backend Choose()
    {
        if (!OpenSslSha256.IsSupported)
            return Sha256Backend.Managed;
        try
        {
            return MatchesKnownDigest(Sha256Backend.OpenSsl) ? Sha256Backend.OpenSsl : Sha256Backend.Managed;
        }
        catch (Exception absent) when (absent is DllNotFoundException or EntryPointNotFoundException)
        {
            return Sha256Backend.Managed;
        }
    }

    /// <summary>Hashes the two-block sample message of FIPS 180-4 and compares the digest.</summary>
    private static bool MatchesKnownDigest(Sha256Backend backend)
    {
        ReadOnlySpan<byte> known =
        [
            0x24, 0x8d, 0x6a, 0x61, 0xd2, 0x06, 0x38, 0xb8, 0xe5, 0xc0, 0x26, 0x93, 0x0c, 0x3e, 0x60, 0x39,
            0xa3, 0x3c, 0xe4, 0x59, 0x64, 0xff, 0x21, 0x67, 0xf6, 0xec, 0xed, 0xd4, 0x19, 0xdb, 0x06, 0xc1,
        ];
        Span<byte> digest = stackalloc byte[DigestBytes];
        Hash(backend, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"u8, digest);
        return digest.SequenceEqual(known);
    }
}
