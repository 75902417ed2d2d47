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
        if (!AuthorizationScheme.TryMatch(authorization, "basic "u8, out ReadOnlySpan<byte> encoded))
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

    /// <summary>Form-decodes both (RFC 6749, section 2.3.1: each is encoded before the colon joins them).</summary>
    /// <param name="scratch">At least <see cref="BytesMax"/> bytes.</param>
    /// <param name="user">In the scratch, as is the password.</param>
    /// <param name="password">Empty unless the result is true.</param>
    /// <returns>False if one of them has a percent sign without two hexadecimal digits.</returns>
    public bool TryDecodeForm(
        Span<byte> scratch, out ReadOnlySpan<byte> user, out ReadOnlySpan<byte> password)
    {
        user = password = default;
        if (!FormText.TryDecode(User, scratch, out int userBytes)
            || !FormText.TryDecode(Password, scratch[userBytes..], out int passwordBytes))
            return false;
        user = scratch[..userBytes];
        password = scratch.Slice(userBytes, passwordBytes);
        return true;
    }
}
