using System.Buffers.Text;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Appliance.Tokens;

/// <summary>The data needed to sign a token whose header and payload are already written.</summary>
public readonly struct UnsignedToken
{
    private readonly SigningKey _key;
    private readonly Sha256State _midstate;
    private readonly int _hashedBytes;

    internal UnsignedToken(TokenTemplate template, int signedBytes)
    {
        Debug.Assert(template.HashedBytes % Sha256.BlockBytes == 0, "a midstate inside a block");
        Debug.Assert(template.HashedBytes <= signedBytes, "a midstate beyond the token");
        _key = template.Key;
        _midstate = template.Midstate;
        _hashedBytes = template.HashedBytes;
        SignedBytes = signedBytes;
    }

    internal SigningKey Key => _key;

    /// <summary>Length of the signing input: header, dot and payload.</summary>
    internal int SignedBytes { get; }

    /// <summary>Length of the signed token.</summary>
    internal int TokenBytes => SignedBytes + 1 + TokenHeader.SignatureBytes;

    /// <summary>HMAC state after the constant blocks.</summary>
    [UnscopedRef]
    internal ref readonly Sha256State Midstate => ref _midstate;

    /// <summary>Signs the token.</summary>
    /// <param name="token">Buffer that starts with the token and has space for the signature.</param>
    [SkipLocalsInit]
    public void Sign(Span<byte> token)
    {
        Debug.Assert(_key is not null, "no token was issued");
        Span<byte> tag = stackalloc byte[SigningKey.TagBytes];
        Sha256State state = _midstate;
        _key.Finish(ref state, Rest(token), SignedBytes, tag);
        WriteSignature(token, tag);
    }

    /// <summary>The part of the signing input that <see cref="Midstate"/> does not cover.</summary>
    internal ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> token) =>
        token.Slice(_hashedBytes, SignedBytes - _hashedBytes);

    /// <summary>Appends the dot and the signature to header and payload.</summary>
    internal void WriteSignature(Span<byte> token, ReadOnlySpan<byte> tag)
    {
        Debug.Assert(token.Length >= TokenBytes, "no space for the signature");
        token[SignedBytes] = (byte)'.';
        Base64Url.EncodeToUtf8(tag, token.Slice(SignedBytes + 1), out _, out _);
    }
}
