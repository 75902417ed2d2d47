using System.Buffers.Text;

namespace Appliance.Tokens;

/// <summary>Fills a buffer with random bytes that nobody can predict.</summary>
public delegate void RandomFiller(Span<byte> destination);

/// <summary>
/// Makes jti claims (RFC 7519, section 4.1.7): 132 random bits each. Randomness is drawn 4 KiB at a time and encoded at
/// once, so each thread has its own.
/// </summary>
public sealed class TokenIds(RandomFiller fill)
{
    /// <summary>The length of an id: 6 bits a character of base64url.</summary>
    public const int Length = 22;

    /// <summary>Whole groups of three bytes, which are four characters.</summary>
    private const int DrawnBytes = 4095;
    private const int PoolCharacters = DrawnBytes / 3 * 4;

    private readonly byte[] _drawn = new byte[DrawnBytes];
    private readonly byte[] _pool = new byte[PoolCharacters];
    private int _used = PoolCharacters;

    /// <summary>Writes the next id, <see cref="Length"/> letters, digits, <c>-</c> and <c>_</c>.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than that.</exception>
    public void Next(Span<byte> destination)
    {
        if (PoolCharacters - _used < Length)
            Refill();
        _pool.AsSpan(_used, Length).CopyTo(destination);
        _used += Length;
    }

    /// <summary>Fills it with what no id is made of: for other names that nobody may predict.</summary>
    public void FillRandom(Span<byte> destination) => fill(destination);

    private void Refill()
    {
        fill(_drawn);
        Base64Url.EncodeToUtf8(_drawn, _pool);
        _used = 0;
    }
}
