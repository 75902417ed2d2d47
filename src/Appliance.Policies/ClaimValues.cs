namespace Appliance.Policy;

/// <summary>
/// What varies from token to token. Text is UTF-8, decoded and within the API's limits; a member that the caller left
/// out is empty.
/// </summary>
public ref struct ClaimValues
{
    public ReadOnlySpan<byte> RoomId;
    public ReadOnlySpan<byte> UserId;
    public ReadOnlySpan<byte> UserName;
    /// <summary>A JSON object, written as it is: its strings escaped as Appliance.Json.JsonWriter does.</summary>
    public ReadOnlySpan<byte> Data;
    /// <summary>The jti's text: letters, digits, <c>-</c> and <c>_</c>.</summary>
    public ReadOnlySpan<byte> TokenId;
    /// <summary>The instant of issue, Unix seconds.</summary>
    public long NowSeconds;
    /// <summary>The first instant at which the token is dead, Unix seconds.</summary>
    public long ExpiresAtSeconds;
}
