using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Appliance.Hosting.Files;
using Appliance.PolicyModel;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Hosting.Secrets;

/// <summary>Reads secrets from the sources in the policy. Errors name the source and never its content.</summary>
internal static class SecretReader
{
    private const int FileBytesMax = 64 * 1024;
    private const string Unreadable = "cannot be read. Check that it is a file and readable by this user.";

    /// <summary>Reads a secret and decodes it.</summary>
    /// <param name="source">The secret's source in the policy.</param>
    /// <param name="warn">Receives an event's name and a hint, for a secret that is accepted.</param>
    /// <param name="error">The end of a sentence that says why the secret is rejected.</param>
    /// <returns>The secret's bytes, or null with an error; both null if the source is not set.</returns>
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
        Debug.Assert(secret != content, "The content is cleared below, and the secret by its user.");
        CryptographicOperations.ZeroMemory(content);
        return secret;
    }

    /// <summary>The kind of source that is read: if a variable is not set, the credential of the same name.</summary>
    public static SecretKind KindOf(SecretSource source) =>
        source.Kind == SecretKind.Environment && !string.IsNullOrEmpty(CredentialsDirectory)
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(source.Name))
            ? SecretKind.Credential : source.Kind;

    private static string? CredentialsDirectory => Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");

    /// <summary>Whether the secret looks like base64 that should have been decoded: a common mistake that changes the
    /// key.
    /// </summary>
    public static bool LooksLikeBase64(ReadOnlySpan<byte> secret) =>
        secret.Length % 4 == 0 && secret.EndsWith("="u8) && Base64.IsValid(secret);

    private static byte[]? FromEnvironment(string name, out string? error)
    {
        error = null;
        string? value = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrEmpty(value))
            return null;
        // The runtime has replaced bytes that are not UTF-8 by U+FFFD, which makes the key guessable.
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
                error = $"is too large for a secret (more than {FileBytesMax} bytes). Check the path.";
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
            FileError.NotRegular => "is not a regular file. Use a file instead of a directory, FIFO or device.",
            _ => Unreadable,
        };
        return null;
    }

    /// <summary>Removes the line end that editors and echo append, and decodes base64.</summary>
    private static byte[]? Unwrap(
        SecretSource source, byte[] content, Action<string, string> warn, out string? error)
    {
        error = null;
        byte[] secret = content[..LengthWithoutLineEnd(content)];
        if (!source.IsBase64)
        {
            if (secret.Length < content.Length && KindOf(source) == SecretKind.Environment)
            {
                warn("secret-line-end", "The line end after it is not part of the key, as in files. Other programs "
                    + "that use the key must also omit it.");
            }
            return secret.Length == 0 ? null : secret;
        }
        byte[]? decoded = Decode(secret);
        CryptographicOperations.ZeroMemory(secret);
        if (decoded is null)
            error = "is not valid base64 (the policy says b64:). Store the secret in base64, or remove b64:.";
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
