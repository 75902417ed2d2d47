using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Appliance.Files;
using Appliance.PolicyModel;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Secrets;

/// <summary>Reads secrets from where the policy says they are. Errors name the place, never what is in it.</summary>
internal static class SecretReader
{
    private const int FileBytesMax = 64 * 1024;
    private const string Unreadable = "cannot be read. Check that it is a file that this user may read.";

    /// <summary>Reads a secret, as it is to be used.</summary>
    /// <param name="source">Where the policy says it is.</param>
    /// <param name="warn">Takes an event's name and what to do about it, for a secret that is taken all the
    /// same.</param>
    /// <param name="error">A sentence's end that says why it is refused.</param>
    /// <returns>The secret's bytes, or null with a error; both null if the place is empty.</returns>
    public static byte[]? Read(SecretSource source, Action<string, string> warn, out string? error)
    {
        byte[]? content = KindOf(source) switch
        {
            SecretKind.Environment => FromEnvironment(source.Name, out error),
            SecretKind.File => FromFile(source.Name, warn, out error),
            _ => FromCredential(source.Name, warn, out error),
        };
        if (content is null)
            return null;
        error = SecretEncoding.Check(content);
        byte[]? secret = error is null ? Unwrap(source, content, warn, out error) : null;
        CryptographicOperations.ZeroMemory(content);
        return secret;
    }

    /// <summary>What kind of place a source is read from: where a variable is not set, the credential of its name takes
    /// its place.</summary>
    public static SecretKind KindOf(SecretSource source) =>
        source.Kind == SecretKind.Environment && !string.IsNullOrEmpty(CredentialsDirectory)
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(source.Name))
            ? SecretKind.Credential : source.Kind;

    private static string? CredentialsDirectory => Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");

    /// <summary>Looks like base64 that should have been decoded first: a classic slip, as the key is then a different
    /// one.</summary>
    public static bool LooksLikeBase64(ReadOnlySpan<byte> secret) =>
        secret.Length % 4 == 0 && secret.EndsWith("="u8) && Base64.IsValid(secret);

    private static byte[]? FromEnvironment(string name, out string? error)
    {
        error = null;
        string? value = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrEmpty(value))
            return null;
        // Bytes that are not UTF-8 have all become U+FFFD by now: a key that anyone could guess.
        if (!value.Contains('\uFFFD'))
            return Encoding.UTF8.GetBytes(value);
        error = "is not UTF-8. Store it in base64, and write b64: before the source.";
        return null;
    }

    private static byte[]? FromCredential(string name, Action<string, string> warn, out string? error)
    {
        error = null;
        return CredentialsDirectory is { Length: > 0 } folder
            ? FromFile(Path.Combine(folder, name), warn, out error) : null;
    }

    private static byte[]? FromFile(string path, Action<string, string> warn, out string? error)
    {
        error = null;
        byte[] content = new byte[FileBytesMax + 1];
        try
        {
            using FileStream? file = Open(path, warn, out error);
            if (file is null)
                return null;
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            if (length > FileBytesMax)
            {
                error = $"is larger than {FileBytesMax} bytes, which no secret is. Name the right file.";
                return null;
            }
            return length == 0 ? null : content[..length];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            error = Unreadable;
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static FileStream? Open(string path, Action<string, string> warn, out string? error)
    {
        error = null;
        if (!OperatingSystem.IsLinux())
            return new(path, new FileStreamOptions { BufferSize = 0 });
        SafeFileHandle file = RegularFile.Open(path, out FileError found);
        if (found == FileError.None && SecretFilePermissions.Check(path, file, warn) is { } exposed)
            error = exposed;
        else if (found == FileError.None)
            return new(file, FileAccess.Read, bufferSize: 0);
        file.Dispose();
        error ??= found switch
        {
            FileError.Missing => null,
            FileError.NotRegular => "is not a regular file. No directory, FIFO or device is read: name a file.",
            _ => Unreadable,
        };
        return null;
    }

    /// <summary>Drops the line end with which editors and echo end what they write, and decodes base64.</summary>
    private static byte[]? Unwrap(
        SecretSource source, byte[] content, Action<string, string> warn, out string? error)
    {
        error = null;
        byte[] secret = content[..LengthWithoutLineEnd(content)];
        if (!source.IsBase64)
        {
            if (secret.Length < content.Length && KindOf(source) == SecretKind.Environment)
            {
                warn("secret-line-end", "The line end after it is no part of the key any more, as in files. Who else "
                    + "uses the key has to leave it out too.");
            }
            return secret.Length == 0 ? null : secret;
        }
        byte[]? decoded = Decode(secret);
        CryptographicOperations.ZeroMemory(secret);
        if (decoded is null)
            error = "does not hold base64, as b64: in the policy says. Store the secret in base64, or drop b64:.";
        return decoded;
    }

    private static int LengthWithoutLineEnd(ReadOnlySpan<byte> content) =>
        content.EndsWith("\r\n"u8) ? content.Length - 2
        : content.EndsWith("\n"u8) ? content.Length - 1
        : content.Length;

    private static byte[]? Decode(byte[] content)
    {
        byte[] decoded = new byte[content.Length];
        bool plain = Base64.DecodeFromUtf8(content, decoded, out _, out int length) == OperationStatus.Done;
        if (!plain && Base64Url.DecodeFromUtf8(content, decoded, out _, out length) != OperationStatus.Done)
            return null;
        byte[] secret = decoded[..length];
        CryptographicOperations.ZeroMemory(decoded);
        return secret;
    }
}
