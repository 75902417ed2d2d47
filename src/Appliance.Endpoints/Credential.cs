using System.Security.Cryptography;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// A key that a caller has to show, kept as its SHA-256: comparing digests takes the same time whatever was shown
/// and however long it is.
/// </summary>
public sealed class Credential(ReadOnlySpan<byte> key)
{
    private readonly byte[] _digest = DigestOf(key);

    /// <summary>What an unknown user's password is compared with, so that it takes as long as a known one's.</summary>
    internal static Credential Dummy { get; } = new([]);

    public bool Matches(ReadOnlySpan<byte> presented)
    {
        Span<byte> digest = stackalloc byte[Sha256.DigestBytes];
        Sha256.Hash(presented, digest);
        return CryptographicOperations.FixedTimeEquals(digest, _digest);
    }

    private static byte[] DigestOf(ReadOnlySpan<byte> key)
    {
        byte[] digest = new byte[Sha256.DigestBytes];
        Sha256.Hash(key, digest);
        return digest;
    }
}
