using System.Buffers;
using System.Buffers.Text;

namespace Appliance.Endpoints;

/// <summary>The user id and password of an Authorization field (RFC 7617, section 2).</summary>
internal readonly ref struct BasicCredentials
{
    /// <summary>The longest decoded <c>user:password</c>, in bytes.</summary>
    public const int BytesMax = 1024;

    private BasicCredentials(ReadOnlySpan<byte> user, ReadOnlySpan<byte> password)
    {
        User = user;
        Password = password;
    }

    public ReadOnlySpan<byte> User { get; }
    public ReadOnlySpan<byte> Password { get; }

    /// <summary>Decodes the field's value into <paramref name="scratch"/>, at least <see cref="BytesMax"/>
    /// bytes.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> authorization, Span<byte> scratch, out BasicCredentials credentials)
    {
        credentials = default;
        if (!AuthorizationScheme.TryTake(authorization, "basic "u8, out ReadOnlySpan<byte> encoded))
            return false;
        if (Base64.GetMaxDecodedFromUtf8Length(encoded.Length) > BytesMax || encoded.ContainsAny(" \t\r\n"u8))
            return false;
        OperationStatus status = Base64.DecodeFromUtf8(encoded, scratch, out _, out int length);
        int colon = scratch[..length].IndexOf((byte)':');
        if (status != OperationStatus.Done || colon < 0)
            return false;
        credentials = new(scratch[..colon], scratch[(colon + 1)..length]);
        return true;
    }
}
