using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Appliance.Tokens;

/// <summary>
/// A token's beginning, encoded and hashed once: the header, the claims that never change, and the key's state after
/// their whole blocks. A token costs only what comes after. Immutable, shared by all threads.
/// </summary>
internal sealed class TokenTemplate
{
    /// <summary>Three bytes are four characters of base64url.</summary>
    private const int GroupBytes = 3;

    private readonly byte[] _text;
    private readonly byte[] _leftover;
    private readonly Sha256State _midstate;
    private readonly int _hashedBytes;

    /// <param name="key">The key that signs.</param>
    /// <param name="header">The JOSE header, JSON.</param>
    /// <param name="constantClaims">The payload's first bytes.</param>
    public TokenTemplate(SigningKey key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> constantClaims)
    {
        Key = key;
        int leftover = constantClaims.Length % GroupBytes;
        _leftover = constantClaims[^leftover..].ToArray();
        _text = [.. TokenHeader.EncodeWithDot(header), .. Base64Url.EncodeToUtf8(constantClaims[..^leftover])];
        _hashedBytes = _text.Length & -Sha256.BlockBytes;
        _midstate = key.Inner;
        Sha256.Update(ref _midstate, _text.AsSpan(0, _hashedBytes));
    }

    public SigningKey Key { get; }

    /// <summary>The key's state after the token's first blocks, which never change.</summary>
    public ref readonly Sha256State Midstate => ref _midstate;

    /// <summary>
    /// Begins a tail: the constant claims' last bytes, up to two, that do not fill a group of base64url. The payload
    /// goes on after them.
    /// </summary>
    public int BeginTail(Span<byte> tail)
    {
        _leftover.CopyTo(tail);
        return _leftover.Length;
    }

    /// <summary>Writes the token that ends with this tail; false if the destination is too small.</summary>
    /// <param name="tail">What <see cref="BeginTail"/> wrote and the rest of the payload.</param>
    /// <param name="destination">Gets the token, ASCII.</param>
    /// <param name="tokenBytes">The token's length, 0 if there is none.</param>
    public bool TryWrite(ReadOnlySpan<byte> tail, Span<byte> destination, out int tokenBytes)
    {
        bool fits = TryWriteUnsigned(tail, destination, out int signedBytes);
        tokenBytes = fits ? TokenBytes(signedBytes) : 0;
        if (fits)
            Sign(destination, signedBytes);
        return fits;
    }

    /// <summary>Writes a token but for its signature, which needs room as well; false if there is too little.</summary>
    /// <param name="tail">What <see cref="BeginTail"/> wrote and the rest of the payload.</param>
    /// <param name="destination">Gets the token's beginning, ASCII.</param>
    /// <param name="signedBytes">How much of it is to be signed: header, dot and payload.</param>
    public bool TryWriteUnsigned(ReadOnlySpan<byte> tail, Span<byte> destination, out int signedBytes)
    {
        signedBytes = _text.Length + Base64Url.GetEncodedLength(tail.Length);
        if (destination.Length < TokenBytes(signedBytes))
        {
            signedBytes = 0;
            return false;
        }
        _text.CopyTo(destination);
        Base64Url.EncodeToUtf8(tail, destination.Slice(_text.Length), out _, out _);
        return true;
    }

    /// <summary>The length of a token of which so much is signed.</summary>
    public static int TokenBytes(int signedBytes) => signedBytes + 1 + TokenHeader.SignatureBytes;

    /// <summary>Puts the dot and the signature behind a token's beginning.</summary>
    [SkipLocalsInit]
    public void Sign(Span<byte> token, int signedBytes)
    {
        Span<byte> tag = stackalloc byte[SigningKey.TagBytes];
        Sha256State state = _midstate;
        Key.Finish(ref state, Rest(token, signedBytes), signedBytes, tag);
        WriteSignature(token, signedBytes, tag);
    }

    /// <summary>What is to be hashed beyond <see cref="Midstate"/>.</summary>
    public ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> token, int signedBytes) =>
        token.Slice(_hashedBytes, signedBytes - _hashedBytes);

    public static void WriteSignature(Span<byte> token, int signedBytes, ReadOnlySpan<byte> tag)
    {
        token[signedBytes] = (byte)'.';
        Base64Url.EncodeToUtf8(tag, token.Slice(signedBytes + 1), out _, out _);
    }
}
