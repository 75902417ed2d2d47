using System.Security.Cryptography;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// A key that clients present, kept as its SHA-256: comparing digests takes the same time for any presented key of any
/// content and length.
/// </summary>
public sealed class Credential(ReadOnlySpan<byte> key)
{
    private readonly byte[] _digest = DigestOf(key);

    /// <summary>Compared with the password of an unknown user, so that the check takes as long as for a known
    /// one.</summary>
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
