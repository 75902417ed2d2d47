using System.Security.Cryptography;
using System.Text.Unicode;

namespace Appliance.Secrets;

/// <summary>
/// Finds secrets that are plainly not what was meant, or that can be guessed. A sentence names the kind of mistake and no
/// part of the secret. Random text in base64, base64url, hexadecimal or ASCII without blanks, and random bytes, are taken
/// for a mistake with a probability below 10^-5.
/// </summary>
internal static class SecretDoubts
{
    private const string AlsoInNames = "+/=_-.\"'";
    private const string AlsoInCommands = AlsoInNames + " ,:|";

    /// <summary>Longer ones are looked at no further than for their beginning and their ends.</summary>
    private const int GuessableBytesMax = 256;

    /// <param name="secret">At least one byte.</param>
    /// <returns>Null, or what is wrong and what to do.</returns>
    public static string? Find(ReadOnlySpan<byte> secret)
    {
        if (IsQuoted(secret))
            return "It begins and ends with a quote, and both are part of the key. Store it without them.";
        if (HasBlankAtAnEnd(secret))
            return "It begins or ends with a blank or a line end, which is part of the key. Store it without.";
        if (IsPlaceholder(secret))
            return "It looks like a placeholder that nothing has filled in. Store the secret itself.";
        if (IsAssignment(secret))
            return "It looks like NAME=value, and all of that is the key. Store the value alone.";
        Span<byte> lower = stackalloc byte[Math.Min(secret.Length, GuessableBytesMax)];
        ToLower(secret, lower);
        string? doubt = null;
        if (BeginsWithAny(lower, References))
            doubt = "It looks like the name of a place where a secret is, which nothing looks up. Store the secret itself.";
        else if (BeginsWithAny(lower, Defaults) || secret.Length <= GuessableBytesMax && Guessing.IsGuessable(lower))
            doubt = "It can be guessed. Make a new one of random bytes: head -c 32 /dev/urandom | base64 | tr -d '=+/'";
        CryptographicOperations.ZeroMemory(lower);
        return doubt;
    }

    /// <summary>Beginnings, with blanks between.</summary>
    private static ReadOnlySpan<byte> References =>
        "vault: arn:aws op:// ref+vault ref+aws env: file: cred: b64: base64: ssm:/ sops: secretsmanager: awssm: "u8
        + "gcp-sm: secret:// secrets:// https:// http:// projects/ enc[ -----begin $ansible_vault /run/secrets/ "u8
        + "/etc/ /var/run/secrets/ "u8;

    private static ReadOnlySpan<byte> Defaults =>
        "changeme change-me change_me change.me changethis change-this change_this please-change pleasechange "u8
        + "password passw0rd p@ssw0rd pa$$word letmein placeholder replaceme replace-me replace_me replace-this "u8
        + "yoursecret your-secret your_secret mysecret my-secret my_secret supersecret super-secret super_secret "u8
        + "topsecret top-secret notasecret not-a-secret secretsecret testsecret test-secret example-secret "u8;

    private static bool BeginsWithAny(ReadOnlySpan<byte> lower, ReadOnlySpan<byte> beginnings)
    {
        foreach (Range range in beginnings.Split((byte)' '))
        {
            if (beginnings[range] is { Length: > 0 } beginning && lower.StartsWith(beginning))
                return true;
        }
        return false;
    }

    private static bool IsQuoted(ReadOnlySpan<byte> secret) =>
        secret is [(byte)'"' or (byte)'\'' or (byte)'`', .. var inner, var last] && last == secret[0] && IsPlain(inner);

    private static bool HasBlankAtAnEnd(ReadOnlySpan<byte> secret) =>
        (IsBlank(secret[0]) || IsBlank(secret[^1])) && Utf8.IsValid(secret)
        && secret.IndexOfAnyInRange((byte)0, (byte)8) < 0;

    private static bool IsBlank(byte value) => value is (byte)' ' or >= (byte)'\t' and <= (byte)'\r';

    /// <summary>${NAME}, $(command), {{ name }}, &lt;name&gt; or %NAME%, also with plain text before or after.</summary>
    private static bool IsPlaceholder(ReadOnlySpan<byte> secret) =>
        Encloses(secret, "${"u8, "}"u8, AlsoInNames) || Encloses(secret, "$("u8, ")"u8, AlsoInCommands)
        || Encloses(secret, "{{"u8, "}}"u8, AlsoInCommands)
        || secret is [(byte)'<', .. var name, (byte)'>'] && IsPlain(name)
        || secret is [(byte)'%', .. var variable, (byte)'%'] && IsPlain(variable);

    private static bool Encloses(
        ReadOnlySpan<byte> secret, ReadOnlySpan<byte> open, ReadOnlySpan<byte> close, string alsoWithin)
    {
        int start = secret.IndexOf(open);
        int end = secret.LastIndexOf(close);
        return start >= 0 && end > start && IsPlain(secret[..start], AlsoInNames)
            && IsPlain(secret[(start + open.Length)..end], alsoWithin)
            && IsPlain(secret[(end + close.Length)..], AlsoInNames);
    }

    /// <summary>A name of a variable, or one that speaks of a secret, then a value that is not only the padding of
    /// base64.</summary>
    private static bool IsAssignment(ReadOnlySpan<byte> secret)
    {
        const int NameLengthMin = 3;
        if (secret.StartsWith("export "u8))
            secret = secret["export ".Length..];
        int equals = secret.IndexOf((byte)'=');
        if (equals < NameLengthMin || !char.IsAsciiLetter((char)secret[0])
            || !IsPlain(secret[(equals + 1)..], AlsoInNames) || secret[equals..].Trim((byte)'=').IsEmpty)
            return false;
        Span<byte> name = stackalloc byte[Math.Min(equals, GuessableBytesMax)];
        ToLower(secret, name);
        bool isCapital = true;
        for (int i = 0; i < equals; i++)
        {
            byte value = secret[i];
            if (!char.IsAsciiLetterOrDigit((char)value) && value is not ((byte)'_' or (byte)'-' or (byte)'.'))
                return false;
            isCapital &= value is not (>= (byte)'a' and <= (byte)'z');
        }
        return isCapital || name.IndexOf("secret"u8) >= 0 || name.IndexOf("key"u8) >= 0
            || name.IndexOf("token"u8) >= 0 || name.IndexOf("pass"u8) >= 0;
    }

    /// <summary>Fills <paramref name="lower"/>; what is not ASCII stays as it is.</summary>
    private static void ToLower(ReadOnlySpan<byte> text, Span<byte> lower)
    {
        for (int i = 0; i < lower.Length; i++)
            lower[i] = text[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(text[i] | 0x20) : text[i];
    }

    /// <summary>Letters, digits and a few signs: some three quarters of printable ASCII, so that a random text of 32
    /// characters is not plain.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> text, string also = AlsoInCommands)
    {
        foreach (byte value in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)value) && !also.Contains((char)value))
                return false;
        }
        return true;
    }
}
