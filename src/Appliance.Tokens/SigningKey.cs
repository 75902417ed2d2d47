using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Appliance.Tokens;

/// <summary>
/// HMAC-SHA-256 key (RFC 2104), stored only as the two hash states after its inner and outer pad. The secret cannot be
/// recovered from it. Immutable and thread-safe.
/// </summary>
public sealed class SigningKey
{
    /// <summary>Minimum length of a secret, the length of the tag (RFC 7518, section 3.2).</summary>
    public const int SecretBytesMin = Sha256.DigestBytes;

    public const int TagBytes = Sha256.DigestBytes;

    private const byte InnerPad = 0x36;
    private const byte OuterPad = 0x5c;

    private readonly Sha256State _inner;
    private readonly Sha256State _outer;

    /// <summary>Creates a key without checking its strength, because published test vectors have short keys.</summary>
    internal SigningKey(ReadOnlySpan<byte> secret)
    {
        Span<byte> pad = stackalloc byte[Sha256.BlockBytes];
        pad.Clear();
        if (secret.Length > Sha256.BlockBytes)
            Sha256.Hash(Sha256.Backend, secret, pad);
        else
            secret.CopyTo(pad);
        _inner = StateAfter(pad, InnerPad);
        _outer = StateAfter(pad, OuterPad);
        CryptographicOperations.ZeroMemory(pad);
        ClearStackBelow();
    }

    /// <summary>Creates a key from the raw bytes of a secret. The caller must clear its copy of the secret.</summary>
    /// <param name="secret">At least <see cref="SecretBytesMin"/> unpredictable bytes.</param>
    /// <param name="key">The key if the verdict is <see cref="KeyVerdict.Ok"/>, else null.</param>
    public static KeyVerdict TryCreate(ReadOnlySpan<byte> secret, out SigningKey? key)
    {
        KeyVerdict verdict = Check(secret);
        key = verdict == KeyVerdict.Ok ? new SigningKey(secret) : null;
        return verdict;
    }

    /// <summary>Initial state for a message: the 64-byte inner pad is already hashed.</summary>
    internal Sha256State Inner => _inner;

    /// <summary>Initial state for the inner digest: the 64-byte outer pad is already hashed.</summary>
    internal ref readonly Sha256State Outer => ref _outer;

    /// <summary>Computes the tag of a message, 32 bytes.</summary>
    internal void Mac(ReadOnlySpan<byte> message, Span<byte> tag)
    {
        Sha256State state = _inner;
        Finish(ref state, message, message.Length, tag);
    }

    /// <summary>Computes the tag of a message whose first blocks are already hashed.</summary>
    /// <param name="state">State derived from <see cref="Inner"/>; overwritten.</param>
    /// <param name="tail">The rest of the message.</param>
    /// <param name="messageBytes">Length of the whole message, without the pad.</param>
    /// <param name="tag">Receives 32 bytes.</param>
    internal void Finish(ref Sha256State state, ReadOnlySpan<byte> tail, long messageBytes, Span<byte> tag)
    {
        Debug.Assert(tag.Length >= TagBytes, "no space for the tag");
        Sha256.Finish(ref state, tail, Sha256.BlockBytes + messageBytes, tag);
        Sha256State outer = _outer;
        Sha256.Finish(ref outer, tag.Slice(0, TagBytes), Sha256.BlockBytes + TagBytes, tag);
    }

    /// <summary>Clears the stack area where the block function left copies of the secret.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ClearStackBelow() => CryptographicOperations.ZeroMemory(stackalloc byte[4096]);

    /// <summary>Checks whether a secret is suitable for signing, without creating a key.</summary>
    public static KeyVerdict Check(ReadOnlySpan<byte> secret)
    {
        if (secret.Length < SecretBytesMin)
            return KeyVerdict.TooShort;
        if (!secret.ContainsAnyExcept(secret[0]))
            return KeyVerdict.OneByteRepeated;
        return SampleSecrets.Contains(secret) ? KeyVerdict.Sample : KeyVerdict.Ok;
    }

    private static Sha256State StateAfter(ReadOnlySpan<byte> key, byte pad)
    {
        Span<byte> block = stackalloc byte[Sha256.BlockBytes];
        for (int i = 0; i < block.Length; i++)
            block[i] = (byte)(key[i] ^ pad);
        Sha256State state = Sha256State.Initial;
        Sha256.Update(ref state, block);
        CryptographicOperations.ZeroMemory(block);
        return state;
    }
}
