namespace Appliance.PolicyModel;

/// <summary>
/// What varies from token to token. Text is UTF-8, decoded and within the API's limits; a member that the caller left
/// out is empty. JSON objects are written as they are: their strings escaped as Appliance.Json.JsonWriter does.
/// </summary>
public ref struct ClaimValues
{
    public ReadOnlySpan<byte> RoomId;
    public ReadOnlySpan<byte> UserId;
    public ReadOnlySpan<byte> UserName;
    /// <summary>Text about the user that others in the room see (LiveKit).</summary>
    public ReadOnlySpan<byte> Metadata;
    /// <summary>A JSON object of strings about the user (LiveKit).</summary>
    public ReadOnlySpan<byte> Attributes;
    /// <summary>A JSON object about the room, should the token create it (LiveKit).</summary>
    public ReadOnlySpan<byte> RoomConfig;
    /// <summary>A JSON object that is handed to others in the session (EnableX).</summary>
    public ReadOnlySpan<byte> Data;
    /// <summary>The jti's text: letters, digits, <c>-</c> and <c>_</c>.</summary>
    public ReadOnlySpan<byte> TokenId;
    /// <summary>The instant of issue, Unix seconds.</summary>
    public long NowSeconds;
    /// <summary>The first instant at which the token is dead, Unix seconds.</summary>
    public long ExpiresAtSeconds;

    /// <summary>Those that the caller gave.</summary>
    public readonly CallerValues Given =>
        (UserId.IsEmpty ? 0 : CallerValues.UserId)
        | (UserName.IsEmpty ? 0 : CallerValues.UserName)
        | (Metadata.IsEmpty ? 0 : CallerValues.Metadata)
        | (Attributes.IsEmpty ? 0 : CallerValues.Attributes)
        | (RoomConfig.IsEmpty ? 0 : CallerValues.RoomConfig)
        | (Data.IsEmpty ? 0 : CallerValues.Data);
}
