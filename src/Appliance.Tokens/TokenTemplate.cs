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

    private readonly SigningKey _key;
    private readonly byte[] _text;
    private readonly byte[] _leftover;
    private readonly Sha256State _midstate;
    private readonly int _hashedBytes;

    /// <param name="key">The key that signs.</param>
    /// <param name="header">The JOSE header, JSON.</param>
    /// <param name="constantClaims">The payload's first bytes.</param>
    public TokenTemplate(SigningKey key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> constantClaims)
    {
        _key = key;
        int leftover = constantClaims.Length % GroupBytes;
        _leftover = constantClaims[^leftover..].ToArray();
        _text = [.. TokenHeader.EncodeWithDot(header), .. Base64Url.EncodeToUtf8(constantClaims[..^leftover])];
        _hashedBytes = _text.Length & -Sha256.BlockBytes;
        _midstate = key.Inner;
        Sha256.Update(ref _midstate, _text.AsSpan(0, _hashedBytes));
    }

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
    [SkipLocalsInit]
    public bool TryWrite(ReadOnlySpan<byte> tail, Span<byte> destination, out int tokenBytes)
    {
        int signedBytes = _text.Length + Base64Url.GetEncodedLength(tail.Length);
        tokenBytes = signedBytes + 1 + TokenHeader.SignatureBytes;
        if (destination.Length < tokenBytes)
        {
            tokenBytes = 0;
            return false;
        }
        _text.CopyTo(destination);
        Base64Url.EncodeToUtf8(tail, destination.Slice(_text.Length), out _, out _);

        Span<byte> tag = stackalloc byte[SigningKey.TagBytes];
        Sha256State state = _midstate;
        _key.Finish(ref state, destination.Slice(_hashedBytes, signedBytes - _hashedBytes), signedBytes, tag);
        destination[signedBytes] = (byte)'.';
        Base64Url.EncodeToUtf8(tag, destination.Slice(signedBytes + 1), out _, out _);
        return true;
    }
}
