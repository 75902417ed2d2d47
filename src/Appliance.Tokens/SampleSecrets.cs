namespace Appliance.Tokens;

/// <summary>Secrets of sufficient length that are published in specifications, tutorials and defaults.</summary>
internal static class SampleSecrets
{
    public static bool Contains(ReadOnlySpan<byte> secret) =>
        IsCountingUp(secret)
        // The current sample of jwt.io, and longer variants of its previous one.
        || secret.SequenceEqual("a-string-secret-at-least-256-bits-long"u8)
        || secret.SequenceEqual("your-256-bit-secret-your-256-bit-secret"u8)
        || secret.SequenceEqual("a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long"u8)
        // Supabase's defaults for local and for self-hosted installations.
        || secret.SequenceEqual("super-secret-jwt-token-with-at-least-32-characters-long"u8)
        || secret.SequenceEqual("your-super-secret-jwt-token-with-at-least-32-characters-long"u8)
        // FastAPI's tutorial.
        || secret.SequenceEqual("09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"u8)
        // A widely copied ASP.NET Core tutorial.
        || secret.SequenceEqual(
            "THIS IS USED TO SIGN AND VERIFY JWT TOKENS, REPLACE IT WITH YOUR OWN SECRET, IT CAN BE ANY STRING"u8)
        // The keys of RFC 7515, appendix A.1, and RFC 7520, section 3.5, both as base64url text and as bytes.
        || secret.SequenceEqual(
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"u8)
        || secret.SequenceEqual("hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"u8)
        || secret.SequenceEqual(Rfc7515A1)
        || secret.SequenceEqual(Rfc7520Section35);

    private static ReadOnlySpan<byte> Rfc7515A1 =>
    [
        3, 35, 53, 75, 43, 15, 165, 188, 131, 126, 6, 101, 119, 123, 166, 143,
        90, 179, 40, 230, 240, 84, 201, 40, 169, 15, 132, 178, 210, 80, 46, 191,
        211, 251, 90, 146, 210, 6, 71, 239, 150, 138, 180, 195, 119, 98, 61, 34,
        61, 46, 33, 114, 5, 46, 79, 8, 192, 205, 154, 245, 103, 208, 128, 163,
    ];

    private static ReadOnlySpan<byte> Rfc7520Section35 =>
    [
        0x84, 0x9b, 0x57, 0x21, 0x9d, 0xae, 0x48, 0xde, 0x64, 0x6d, 0x07, 0xdb, 0xb5, 0x33, 0x56, 0x6e,
        0x97, 0x66, 0x86, 0x45, 0x7c, 0x14, 0x91, 0xbe, 0x3a, 0x76, 0xdc, 0xea, 0x6c, 0x42, 0x71, 0x88,
    ];

    /// <summary>Each byte is one more than the byte before it: 00 01 02…, abcd….</summary>
    private static bool IsCountingUp(ReadOnlySpan<byte> secret)
    {
        for (int i = 1; i < secret.Length; i++)
        {
            if (secret[i] != (byte)(secret[i - 1] + 1))
                return false;
        }
        return true;
    }
}
