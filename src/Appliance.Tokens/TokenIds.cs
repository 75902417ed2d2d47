using System.Buffers.Text;

namespace Appliance.Tokens;

/// <summary>Fills a buffer with random bytes that nobody can predict.</summary>
public delegate void RandomFiller(Span<byte> destination);

/// <summary>
/// Makes jti claims (RFC 7519, section 4.1.7): 128 random bits each. Randomness is drawn 4 KiB at a time, so each
/// thread has its own.
/// </summary>
public sealed class TokenIds(RandomFiller fill)
{
    /// <summary>The length of an id: 16 bytes in base64url.</summary>
    public const int Length = 22;

    private const int IdBytes = 16;
    private const int PoolBytes = 4096;

    private readonly byte[] _pool = new byte[PoolBytes];
    private int _used = PoolBytes;

    /// <summary>Writes the next id, <see cref="Length"/> letters, digits, <c>-</c> and <c>_</c>.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than that.</exception>
    public void Next(Span<byte> destination)
    {
        if (_used == PoolBytes)
        {
            fill(_pool);
            _used = 0;
        }
        Base64Url.EncodeToUtf8(_pool.AsSpan(_used, IdBytes), destination);
        _used += IdBytes;
    }
}
