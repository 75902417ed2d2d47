using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Appliance.Policy;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Secrets;

/// <summary>Reads secrets from where the policy says they are. Problems name the place, never what is in it.</summary>
internal static class SecretReader
{
    private const int FileBytesMax = 64 * 1024;
    private const string Unreadable = "cannot be read. Check that it is a file that this user may read.";

    /// <summary>The secret's bytes, or null with a problem that says what to do; both null if the place is
    /// empty.</summary>
    public static byte[]? Read(SecretSource source, out string? problem)
    {
        byte[]? content = source.Kind switch
        {
            SecretKind.Environment => FromEnvironment(source.Name, out problem),
            SecretKind.File => FromFile(source.Name, out problem),
            _ => FromCredential(source.Name, out problem),
        };
        if (content is null || !source.IsBase64)
            return content;
        byte[]? decoded = Decode(content);
        CryptographicOperations.ZeroMemory(content);
        if (decoded is null)
            problem = "does not hold base64, as b64: in the policy says. Store the secret in base64, or drop b64:.";
        return decoded;
    }

    /// <summary>Looks like base64 that should have been decoded first: a classic slip, as the key is then a
    /// different one.</summary>
    public static bool LooksLikeBase64(ReadOnlySpan<byte> secret) =>
        secret.Length % 4 == 0 && secret.EndsWith("="u8) && Base64.IsValid(secret);

    private static byte[]? FromEnvironment(string name, out string? problem)
    {
        problem = null;
        string? value = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrEmpty(value))
            return null;
        // Bytes that are not UTF-8 have all become U+FFFD by now: a key that anyone could guess.
        if (!value.Contains('\uFFFD'))
            return Encoding.UTF8.GetBytes(value);
        problem = "is not UTF-8. Store it in base64, and write b64: before the source.";
        return null;
    }

    private static byte[]? FromCredential(string name, out string? problem)
    {
        string? folder = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
        problem = null;
        return string.IsNullOrEmpty(folder) ? null : FromFile(Path.Combine(folder, name), out problem);
    }

    private static byte[]? FromFile(string path, out string? problem)
    {
        problem = null;
        byte[] content = new byte[FileBytesMax + 1];
        try
        {
            using FileStream? file = Open(path, out problem);
            if (file is null)
                return null;
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            if (length > FileBytesMax)
            {
                problem = $"is larger than {FileBytesMax} bytes, which no secret is. Name the right file.";
                return null;
            }
            ReadOnlySpan<byte> secret = WithoutLineEnd(content.AsSpan(0, length));
            return secret.IsEmpty ? null : secret.ToArray();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = Unreadable;
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static FileStream? Open(string path, out string? problem)
    {
        problem = null;
        if (!OperatingSystem.IsLinux())
            return new(path, new FileStreamOptions { BufferSize = 0 });
        SafeFileHandle file = RegularFile.Open(path, out FileProblem found);
        if (found == FileProblem.None)
            return new(file, FileAccess.Read, bufferSize: 0);
        file.Dispose();
        problem = found switch
        {
            FileProblem.Missing => null,
            FileProblem.NotRegular => "is not a regular file. No directory, FIFO or device is read: name a file.",
            _ => Unreadable,
        };
        return null;
    }

    /// <summary>Editors and echo end files with a line end that is no part of the secret.</summary>
    private static ReadOnlySpan<byte> WithoutLineEnd(ReadOnlySpan<byte> content) =>
        content.EndsWith("\r\n"u8) ? content[..^2] : content.EndsWith("\n"u8) ? content[..^1] : content;

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
