using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Appliance.Tokens;

/// <summary>
/// A key for HMAC-SHA-256 (RFC 2104): the two hash states after its inner and its outer pad, and nothing else. The
/// secret cannot be read back from it. Immutable, shared by all threads.
/// </summary>
public sealed class SigningKey
{
    /// <summary>The shortest secret that may sign: as long as the tag (RFC 7518, section 3.2).</summary>
    public const int SecretBytesMin = Sha256.DigestBytes;

    public const int TagBytes = Sha256.DigestBytes;

    private const byte InnerPad = 0x36;
    private const byte OuterPad = 0x5c;

    private readonly Sha256State _inner;
    private readonly Sha256State _outer;

    /// <summary>A key without a check of its strength: published test vectors have short ones.</summary>
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

    /// <summary>Makes a key of a secret's bytes as they are. The caller clears its own copy of the secret.</summary>
    /// <param name="secret">At least <see cref="SecretBytesMin"/> bytes that nobody can guess.</param>
    /// <param name="key">The key, if the verdict is <see cref="KeyVerdict.Ok"/>.</param>
    public static KeyVerdict TryCreate(ReadOnlySpan<byte> secret, out SigningKey? key)
    {
        KeyVerdict verdict = Judge(secret);
        key = verdict == KeyVerdict.Ok ? new SigningKey(secret) : null;
        return verdict;
    }

    /// <summary>The state to begin a message with, 64 bytes of pad already in it.</summary>
    internal Sha256State Inner => _inner;

    /// <summary>The state to begin with a message's digest, 64 bytes of pad already in it.</summary>
    internal ref readonly Sha256State Outer => ref _outer;

    /// <summary>The message's tag, 32 bytes.</summary>
    internal void Mac(ReadOnlySpan<byte> message, Span<byte> tag)
    {
        Sha256State state = _inner;
        Finish(ref state, message, message.Length, tag);
    }

    /// <summary>The tag of a message whose first blocks are in the state already.</summary>
    /// <param name="state">Begun with <see cref="Inner"/>; used up.</param>
    /// <param name="tail">The rest of the message.</param>
    /// <param name="messageBytes">The length of the whole message, without the pad.</param>
    /// <param name="tag">Gets 32 bytes.</param>
    internal void Finish(ref Sha256State state, ReadOnlySpan<byte> tail, long messageBytes, Span<byte> tag)
    {
        Sha256.Finish(ref state, tail, Sha256.BlockBytes + messageBytes, tag);
        Sha256State outer = _outer;
        Sha256.Finish(ref outer, tag.Slice(0, TagBytes), Sha256.BlockBytes + TagBytes, tag);
    }

    /// <summary>The block functions leave what they hashed on the stack: here that was the secret.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ClearStackBelow() => CryptographicOperations.ZeroMemory(stackalloc byte[4096]);

    /// <summary>Whether a secret is fit to sign, without making a key of it.</summary>
    public static KeyVerdict Judge(ReadOnlySpan<byte> secret)
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
