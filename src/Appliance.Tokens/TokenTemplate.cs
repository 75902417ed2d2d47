using System.Buffers.Text;

namespace Appliance.Tokens;

/// <summary>
/// A token's beginning, encoded and hashed once: the header, the claims that never change, and the key's state after
/// their whole blocks. A token costs only what comes after. Immutable, shared by all threads, but for those that
/// <see cref="RoomTemplates"/> has for itself.
/// </summary>
internal sealed class TokenTemplate
{
    /// <summary>Three bytes are four characters of base64url.</summary>
    private const int GroupBytes = 3;

    /// <summary>Claims' last bytes that do not fill a group.</summary>
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

    /// <summary>One that is filled in by <see cref="TryExtend"/>.</summary>
    /// <param name="key">Any key.</param>
    /// <param name="textBytesMax">How long its text may become.</param>
    public TokenTemplate(SigningKey key, int textBytesMax)
    {
        Key = key;
        _text = new byte[textBytesMax];
    }

    public SigningKey Key { get; private set; }

    /// <summary>The key's state after the token's first <see cref="HashedBytes"/> bytes, which never change.</summary>
    public ref readonly Sha256State Midstate => ref _midstate;

    public int HashedBytes => _hashedBytes;

    /// <summary>Becomes what another template is with more claims behind; false if they are too long, and then it is
    /// as it was.</summary>
    /// <param name="template">The other one.</param>
    /// <param name="tail">What its <see cref="BeginTail"/> wrote, and the claims.</param>
    public bool TryExtend(TokenTemplate template, ReadOnlySpan<byte> tail)
    {
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
    /// Begins a tail: the claims' last bytes, up to two, that do not fill a group of base64url. The payload goes on
    /// after them.
    /// </summary>
    public int BeginTail(Span<byte> tail)
    {
        _leftover.AsSpan(0, _leftoverBytes).CopyTo(tail);
        return _leftoverBytes;
    }

    /// <summary>The end of a destination that is not needed for a token whose tail is as long as this end: a tail can
    /// be written there and encoded to its place in front.</summary>
    public Span<byte> TailScratch(Span<byte> destination)
    {
        // A tail of n bytes needs n where it is written and 4/3 n where it is encoded to.
        int room = Math.Max(destination.Length - _textBytes - 4, 0);
        return destination.Slice(destination.Length - (int)(room * 3L / 7));
    }

    /// <summary>Writes the token that ends with this tail; false if the destination is too small.</summary>
    /// <param name="tail">What <see cref="BeginTail"/> wrote and the rest of the payload.</param>
    /// <param name="destination">Gets the token, ASCII.</param>
    /// <param name="tokenBytes">The token's length, 0 if there is none.</param>
    public bool TryWrite(ReadOnlySpan<byte> tail, Span<byte> destination, out int tokenBytes)
    {
        bool fits = TryWriteUnsigned(tail, destination, out UnsignedToken token);
        tokenBytes = fits ? token.TokenBytes : 0;
        if (fits)
            token.Sign(destination);
        return fits;
    }

    /// <summary>Writes a token but for its signature, which needs room as well; false if there is too little.</summary>
    /// <param name="tail">What <see cref="BeginTail"/> wrote and the rest of the payload.</param>
    /// <param name="destination">Gets the token's beginning, ASCII.</param>
    /// <param name="token">What is still to be done, if it fits.</param>
    public bool TryWriteUnsigned(ReadOnlySpan<byte> tail, Span<byte> destination, out UnsignedToken token)
    {
        token = new(this, _textBytes + Base64Url.GetEncodedLength(tail.Length));
        if (destination.Length < token.TokenBytes)
            return false;
        _text.AsSpan(0, _textBytes).CopyTo(destination);
        Base64Url.EncodeToUtf8(tail, destination.Slice(_textBytes), out _, out _);
        return true;
    }

    /// <summary>Encodes what fills groups and hashes what fills blocks.</summary>
    /// <param name="textBytes">Where the text goes on.</param>
    /// <param name="claims">More of the payload.</param>
    private void Continue(int textBytes, ReadOnlySpan<byte> claims)
    {
        _leftoverBytes = claims.Length % GroupBytes;
        int whole = claims.Length - _leftoverBytes;
        claims.Slice(whole).CopyTo(_leftover);
        Base64Url.EncodeToUtf8(claims.Slice(0, whole), _text.AsSpan(textBytes), out _, out int written);
        _textBytes = textBytes + written;
        int hashedBytes = _textBytes & -Sha256.BlockBytes;
        Sha256.Update(ref _midstate, _text.AsSpan(_hashedBytes, hashedBytes - _hashedBytes));
        _hashedBytes = hashedBytes;
    }
}
