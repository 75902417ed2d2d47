namespace Appliance.Tokens;

/// <summary>Whether a secret may sign tokens.</summary>
public enum KeyVerdict : byte
{
    Ok,
    /// <summary>Under 32 bytes, HS256's least (RFC 7518, section 3.2).</summary>
    TooShort,
    /// <summary>One byte over and over: zeros from an empty file, or a key leaned on.</summary>
    OneByteRepeated,
    /// <summary>A secret that documentation prints, so that everyone has it.</summary>
    Sample,
}

/// <summary>What the verdicts mean, in sentences that name no part of the secret.</summary>
public static class KeyVerdicts
{
    public static string Describe(KeyVerdict verdict) => verdict switch
    {
        KeyVerdict.Ok => "The secret is fit for signing.",
        KeyVerdict.TooShort => $"The secret is shorter than {SigningKey.SecretBytesMin} bytes.",
        KeyVerdict.OneByteRepeated => "The secret is one byte repeated.",
        KeyVerdict.Sample => "The secret is a well-known sample that documentation prints.",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };
}
