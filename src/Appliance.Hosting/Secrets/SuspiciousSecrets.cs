using System.Security.Cryptography;

namespace Appliance.Hosting.Secrets;

/// <summary>
/// Finds secrets that are obviously a mistake, or guessable. The sentence names the kind of mistake and no part of the
/// secret. The false-positive rate is below 10^-5 for random bytes and for random text in base64, base64url,
/// hexadecimal or ASCII without blanks.
/// </summary>
internal static class SuspiciousSecrets
{
    private const string AlsoInNames = "+/=_-.\"'";
    private const string AlsoInCommands = AlsoInNames + " ,:|";

    /// <summary>Of longer secrets only the beginning and the ends are checked.</summary>
    private const int GuessableBytesMax = 256;

    /// <param name="secret">At least one byte.</param>
    /// <returns>Null, or a sentence with the mistake and the remedy.</returns>
    public static string? Find(ReadOnlySpan<byte> secret)
    {
        if (IsQuoted(secret))
            return "It is in quotes, which are part of the key. Store it without quotes.";
        if (HasBlankAtAnEnd(secret))
            return "It begins or ends with white space, which is part of the key. Store it without.";
        if (IsPlaceholder(secret))
            return "It looks like a placeholder. Store the secret itself.";
        Span<byte> lower = stackalloc byte[Math.Min(secret.Length, GuessableBytesMax)];
        ToLower(secret, lower);
        string? hint = null;
        if (IsAssignment(secret) || BeginsWithAny(lower, Assignments))
            hint = "It looks like NAME=value. Store only the value.";
        else if (BeginsWithAny(lower, References))
            hint = "It looks like a reference to a secret. Store the secret itself.";
        else if (BeginsWithAny(lower, Defaults)
            || secret.Length <= GuessableBytesMax && GuessableText.IsGuessable(lower))
            hint = "It can be guessed. Generate a new one from random bytes.";
        CryptographicOperations.ZeroMemory(lower);
        return hint;
    }

    /// <summary>Prefixes, each followed by a blank.</summary>
    private static ReadOnlySpan<byte> References =>
        "vault: arn:aws op:// ref+vault ref+aws env: file: cred: b64: base64: ssm:/ sops: secretsmanager: awssm: "u8
        + "gcp-sm: secret:// secrets:// https:// http:// projects/ enc[ -----begin $ansible_vault /run/secrets/ "u8
        + "/etc/ /var/run/secrets/ "u8;

    private static ReadOnlySpan<byte> Assignments =>
        "secret= secret: token= apikey= api_key= api-key= jwt_secret= app_secret= app.secret= signing_key= "u8;

    private static ReadOnlySpan<byte> Defaults =>
        "changeme change-me change_me change.me changethis change-this change_this please-change pleasechange "u8
        + "password passw0rd p@ssw0rd pa$$word letmein placeholder replaceme replace-me replace_me replace-this "u8
        + "yoursecret your-secret your_secret mysecret my-secret my_secret supersecret super-secret super_secret "u8
        + "topsecret top-secret notasecret not-a-secret secretsecret testsecret test-secret example-secret "u8;

    private static bool BeginsWithAny(ReadOnlySpan<byte> lower, ReadOnlySpan<byte> beginnings)
    {
        while (!beginnings.IsEmpty)
        {
            ReadOnlySpan<byte> beginning = GuessableText.NextWord(ref beginnings);
            if (lower.StartsWith(beginning))
                return true;
        }
        return false;
    }

    private static bool IsQuoted(ReadOnlySpan<byte> secret) =>
        secret is [(byte)'"' or (byte)'\'' or (byte)'`', .. var inner, var last] && last == secret[0] && IsPlain(inner);

    private static bool HasBlankAtAnEnd(ReadOnlySpan<byte> secret)
    {
        foreach (byte value in secret)
        {
            if (!IsBlank(value) && value is not (> (byte)' ' and <= (byte)'~'))
                return false;
        }
        return IsBlank(secret[0]) || IsBlank(secret[^1]);
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or >= (byte)'\t' and <= (byte)'\r';

    /// <summary>${NAME}, $(command), {{ name }}, &lt;name&gt; or %NAME%; the first three also within plain text.
    /// </summary>
    private static bool IsPlaceholder(ReadOnlySpan<byte> secret) =>
        Encloses(secret, "${"u8, "}"u8, AlsoInNames) || Encloses(secret, "$("u8, ")"u8, AlsoInCommands)
        || Encloses(secret, "{{"u8, "}}"u8, AlsoInCommands)
        || secret is [(byte)'<', .. var name, (byte)'>'] && IsPlain(name)
        || secret is [(byte)'%', .. var variable, (byte)'%'] && IsPlain(variable);

    private static bool Encloses(
        ReadOnlySpan<byte> secret, ReadOnlySpan<byte> open, ReadOnlySpan<byte> close, string alsoWithin)
    {
        int start = secret.IndexOf(open);
        if (start < 0 || !IsPlain(secret[..start], AlsoInNames))
            return false;
        ReadOnlySpan<byte> inner = secret[(start + open.Length)..];
        int length = inner.IndexOf(close);
        if (length < 0 || !IsPlain(inner[..length], alsoWithin))
            return false;
        ReadOnlySpan<byte> rest = inner[(length + close.Length)..];
        return IsPlain(rest, AlsoInNames) || Encloses(rest, open, close, alsoWithin);
    }

    /// <summary>A variable's name and a value other than base64 padding.</summary>
    private static bool IsAssignment(ReadOnlySpan<byte> secret)
    {
        const int NameLengthMin = 3;
        if (secret.StartsWith("export "u8))
            secret = secret["export ".Length..];
        int length = 0;
        while (length < secret.Length && secret[length] is >= (byte)'A' and <= (byte)'Z' or (byte)'_'
            || length > 0 && length < secret.Length && secret[length] is >= (byte)'0' and <= (byte)'9')
            length++;
        return length >= NameLengthMin && length < secret.Length && secret[length] == '='
            && !secret.EndsWith("="u8) && IsPlain(secret[length..], AlsoInNames);
    }

    /// <summary>Fills <paramref name="lower"/>; bytes outside of ASCII are copied.</summary>
    private static void ToLower(ReadOnlySpan<byte> text, Span<byte> lower)
    {
        for (int i = 0; i < lower.Length; i++)
            lower[i] = text[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(text[i] | 0x20) : text[i];
    }

    /// <summary>Letters, digits and a few signs: three quarters of printable ASCII, so that random text of 32
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
