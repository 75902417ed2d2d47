using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Appliance.Tokens;

/// <summary>A token that is written but for its signature, and what that takes.</summary>
public readonly struct UnsignedToken
{
    private readonly SigningKey _key;
    private readonly Sha256State _midstate;
    private readonly int _hashedBytes;

    internal UnsignedToken(TokenTemplate template, int signedBytes)
    {
        _key = template.Key;
        _midstate = template.Midstate;
        _hashedBytes = template.HashedBytes;
        SignedBytes = signedBytes;
    }

    internal SigningKey Key => _key;

    /// <summary>Header, dot and payload.</summary>
    internal int SignedBytes { get; }

    /// <summary>The length of the whole token.</summary>
    internal int TokenBytes => SignedBytes + 1 + TokenHeader.SignatureBytes;

    /// <summary>The key's state after the first blocks.</summary>
    [UnscopedRef]
    internal ref readonly Sha256State Midstate => ref _midstate;

    /// <summary>Signs the token that starts here.</summary>
    [SkipLocalsInit]
    public void Sign(Span<byte> token)
    {
        Span<byte> tag = stackalloc byte[SigningKey.TagBytes];
        Sha256State state = _midstate;
        _key.Finish(ref state, Rest(token), SignedBytes, tag);
        WriteSignature(token, tag);
    }

    /// <summary>What is to be hashed beyond <see cref="Midstate"/> of the token that starts here.</summary>
    internal ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> token) =>
        token.Slice(_hashedBytes, SignedBytes - _hashedBytes);

    /// <summary>Puts the dot and the signature behind the token's beginning.</summary>
    internal void WriteSignature(Span<byte> token, ReadOnlySpan<byte> tag)
    {
        token[SignedBytes] = (byte)'.';
        Base64Url.EncodeToUtf8(tag, token.Slice(SignedBytes + 1), out _, out _);
    }
}
