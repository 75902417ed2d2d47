namespace Appliance.Tokens;

/// <summary>Whether a secret is accepted as a signing key.</summary>
public enum KeyVerdict : byte
{
    Ok,
    /// <summary>Shorter than 32 bytes, the minimum for HS256 (RFC 7518, section 3.2).</summary>
    TooShort,
    /// <summary>A single repeated byte, for example zeros from an uninitialized file.</summary>
    OneByteRepeated,
    /// <summary>A published sample secret, known to everyone.</summary>
    Sample,
}

/// <summary>Messages for the verdicts; they contain no part of the secret.</summary>
public static class KeyVerdicts
{
    public static string Describe(KeyVerdict verdict) => verdict switch
    {
        KeyVerdict.Ok => "The secret is suitable for signing.",
        KeyVerdict.TooShort => $"The secret is shorter than {SigningKey.SecretBytesMin} bytes.",
        KeyVerdict.OneByteRepeated => "The secret is one byte repeated.",
        KeyVerdict.Sample => "The secret is a published sample from documentation.",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };
}
