using System.Buffers.Text;
using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>Fills a buffer with cryptographically secure random bytes.</summary>
public delegate void RandomFiller(Span<byte> destination);

/// <summary>
/// Generates jti claims (RFC 7519, section 4.1.7) of 132 random bits each. Random bytes are fetched and encoded in
/// chunks of 4 KiB. Not thread-safe: each thread has its own instance.
/// </summary>
public sealed class TokenIds(RandomFiller fill)
{
    /// <summary>Length of an id in base64url characters of 6 bits.</summary>
    public const int Length = ClaimLimits.TokenIdBytes;

    /// <summary>A multiple of three bytes, which encode to four characters.</summary>
    private const int DrawnBytes = 4095;
    private const int PoolCharacters = DrawnBytes / 3 * 4;

    private readonly byte[] _drawn = new byte[DrawnBytes];
    private readonly byte[] _pool = new byte[PoolCharacters];
    private int _used = PoolCharacters;

    /// <summary>Writes the next id: <see cref="Length"/> letters, digits, <c>-</c> and <c>_</c>.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="Length"/>.</exception>
    public void Next(Span<byte> destination)
    {
        if (PoolCharacters - _used < Length)
            Refill();
        _pool.AsSpan(_used, Length).CopyTo(destination);
        _used += Length;
    }

    /// <summary>Fills a buffer with random bytes that are not used in any id, for other unpredictable names.</summary>
    public void FillRandom(Span<byte> destination) => fill(destination);

    private void Refill()
    {
        fill(_drawn);
        Base64Url.EncodeToUtf8(_drawn, _pool);
        _used = 0;
    }
}
