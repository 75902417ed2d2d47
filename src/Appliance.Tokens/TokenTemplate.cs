using System.Buffers.Text;
using System.Diagnostics;

namespace Appliance.Tokens;

/// <summary>
/// The constant prefix of a token, encoded and hashed once: header, constant claims and the HMAC midstate after their
/// complete blocks. Each token only encodes and hashes the rest. Immutable and thread-safe, except for the instances
/// that <see cref="RoomTemplates"/> owns.
/// </summary>
internal sealed class TokenTemplate
{
    /// <summary>Three bytes encode to four base64url characters.</summary>
    private const int GroupBytes = 3;

    /// <summary>Maximum bytes at the end of the claims that do not fill a base64url group.</summary>
    public const int LeftoverBytesMax = GroupBytes - 1;

    private readonly byte[] _text;
    private readonly byte[] _leftover = new byte[LeftoverBytesMax];
    private int _textBytes;
    private int _leftoverBytes;
    private int _hashedBytes;
    private Sha256State _midstate;

    /// <param name="key">The key that signs.</param>
    /// <param name="header">The JOSE header, JSON.</param>
    /// <param name="constantClaims">The payload's first bytes.</param>
    public TokenTemplate(SigningKey key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> constantClaims)
    {
        byte[] head = TokenHeader.EncodeWithDot(header);
        _text = new byte[head.Length + Base64Url.GetEncodedLength(constantClaims.Length)];
        head.CopyTo(_text, 0);
        Key = key;
        _midstate = key.Inner;
        Continue(head.Length, constantClaims);
    }

    /// <summary>Creates an empty template, to be filled in by <see cref="TryExtend"/>.</summary>
    /// <param name="key">Any key; replaced by <see cref="TryExtend"/>.</param>
    /// <param name="textBytesMax">Maximum length of the encoded prefix.</param>
    public TokenTemplate(SigningKey key, int textBytesMax)
    {
        Key = key;
        _text = new byte[textBytesMax];
    }

    public SigningKey Key { get; private set; }

    /// <summary>HMAC state after the first <see cref="HashedBytes"/> bytes of the token, which are constant.</summary>
    public ref readonly Sha256State Midstate => ref _midstate;

    public int HashedBytes => _hashedBytes;

    /// <summary>
    /// Replaces this template by another one with more claims appended. Returns false and changes nothing if the result
    /// is too long.
    /// </summary>
    /// <param name="template">The template to extend.</param>
    /// <param name="tail">The bytes from its <see cref="BeginTail"/>, followed by the claims.</param>
    public bool TryExtend(TokenTemplate template, ReadOnlySpan<byte> tail)
    {
        template.AssertBegun(tail);
        if (template._textBytes + Base64Url.GetEncodedLength(tail.Length) > _text.Length)
            return false;
        template._text.AsSpan(0, template._textBytes).CopyTo(_text);
        Key = template.Key;
        _midstate = template._midstate;
        _hashedBytes = template._hashedBytes;
        Continue(template._textBytes, tail);
        return true;
    }

    /// <summary>
    /// Starts a tail with the last bytes of the constant claims, up to two, that do not fill a base64url group. The
    /// caller appends the rest of the payload. Returns their number.
    /// </summary>
    public int BeginTail(Span<byte> tail)
    {
        _leftover.AsSpan(0, _leftoverBytes).CopyTo(tail);
        return _leftoverBytes;
    }

    /// <summary>
    /// Returns the end of the destination as scratch space for a tail. It is sized so that encoding a tail of this
    /// length to its final position does not overwrite unread input.
    /// </summary>
    public Span<byte> TailScratch(Span<byte> destination)
    {
        // A tail of n bytes needs n bytes of scratch and 4/3 n bytes encoded.
        int room = Math.Max(destination.Length - _textBytes - 4, 0);
        return destination.Slice(destination.Length - (int)(room * 3L / 7));
    }

    /// <summary>Writes and signs the token with this tail. Returns false if the destination is too small.</summary>
    /// <param name="tail">The bytes from <see cref="BeginTail"/>, followed by the rest of the payload.</param>
    /// <param name="destination">Receives the token, ASCII.</param>
    /// <param name="tokenBytes">Length of the token; 0 if the result is false.</param>
    public bool TryWrite(ReadOnlySpan<byte> tail, Span<byte> destination, out int tokenBytes)
    {
        bool fits = TryWriteUnsigned(tail, destination, out UnsignedToken token);
        tokenBytes = fits ? token.TokenBytes : 0;
        if (fits)
            token.Sign(destination);
        return fits;
    }

    /// <summary>
    /// Writes a token without its signature. Returns false if the destination has no space for the signed token.
    /// </summary>
    /// <param name="tail">The bytes from <see cref="BeginTail"/>, followed by the rest of the payload.</param>
    /// <param name="destination">Receives header and payload, ASCII.</param>
    /// <param name="token">The pending signature, if the result is true.</param>
    public bool TryWriteUnsigned(ReadOnlySpan<byte> tail, Span<byte> destination, out UnsignedToken token)
    {
        AssertBegun(tail);
        token = new(this, _textBytes + Base64Url.GetEncodedLength(tail.Length));
        if (destination.Length < token.TokenBytes)
            return false;
        _text.AsSpan(0, _textBytes).CopyTo(destination);
        Base64Url.EncodeToUtf8(tail, destination.Slice(_textBytes), out _, out _);
        return true;
    }

    /// <summary>Encodes all complete base64url groups and hashes all complete blocks.</summary>
    /// <param name="textBytes">Length of the text encoded so far.</param>
    /// <param name="claims">The next bytes of the payload.</param>
    private void Continue(int textBytes, ReadOnlySpan<byte> claims)
    {
        Debug.Assert(_hashedBytes <= textBytes, "text is hashed after it is encoded");
        _leftoverBytes = claims.Length % GroupBytes;
        int whole = claims.Length - _leftoverBytes;
        claims.Slice(whole).CopyTo(_leftover);
        Base64Url.EncodeToUtf8(claims.Slice(0, whole), _text.AsSpan(textBytes), out _, out int written);
        _textBytes = textBytes + written;
        int hashedBytes = _textBytes & -Sha256.BlockBytes;
        Sha256.Update(ref _midstate, _text.AsSpan(_hashedBytes, hashedBytes - _hashedBytes));
        _hashedBytes = hashedBytes;
        Debug.Assert(_textBytes - _hashedBytes is >= 0 and < Sha256.BlockBytes, "all complete blocks are hashed");
    }

    /// <summary>The template is filled in, and the tail starts as <see cref="BeginTail"/> does.</summary>
    [Conditional("DEBUG")]
    private void AssertBegun(ReadOnlySpan<byte> tail)
    {
        Debug.Assert(_textBytes > 0, "an empty template");
        Debug.Assert(tail.StartsWith(_leftover.AsSpan(0, _leftoverBytes)), "a tail without the leftover claims");
    }
}
