using System.Buffers;
using System.Buffers.Text;
using Appliance.Endpoints.Requests;

namespace Appliance.Endpoints.Clients;

/// <summary>The user id and password of Basic credentials (RFC 7617, section 2).</summary>
internal readonly ref struct BasicCredentials
{
    /// <summary>The maximum length of a decoded <c>user:password</c>, in bytes.</summary>
    public const int BytesMax = RequestBuffers.CredentialBytesMax;

    private BasicCredentials(ReadOnlySpan<byte> user, ReadOnlySpan<byte> password)
    {
        User = user;
        Password = password;
    }

    public ReadOnlySpan<byte> User { get; }
    public ReadOnlySpan<byte> Password { get; }

    /// <summary>Decodes the field's value into <paramref name="scratch"/>, which has at least <see cref="BytesMax"/>
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

    /// <summary>Form-decodes both parts (RFC 6749, section 2.3.1: each is encoded before the colon joins
    /// them).</summary>
    /// <param name="scratch">At least <see cref="BytesMax"/> bytes; holds both results.</param>
    /// <param name="user">Empty if the result is false.</param>
    /// <param name="password">Empty if the result is false.</param>
    /// <returns>False if a percent sign is not followed by two hexadecimal digits.</returns>
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
