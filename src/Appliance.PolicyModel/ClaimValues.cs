namespace Appliance.PolicyModel;

/// <summary>
/// The values that vary from token to token. Text is UTF-8, decoded and within the API's limits; a value that the
/// caller omitted is empty. JSON objects are copied verbatim: their strings must be escaped as by
/// Appliance.Json.JsonWriter.
/// </summary>
public ref struct ClaimValues
{
    public ReadOnlySpan<byte> RoomId;
    public ReadOnlySpan<byte> UserId;
    public ReadOnlySpan<byte> UserName;
    /// <summary>Text about the user, visible to the other participants (LiveKit).</summary>
    public ReadOnlySpan<byte> Metadata;
    /// <summary>A JSON object of strings about the user (LiveKit).</summary>
    public ReadOnlySpan<byte> Attributes;
    /// <summary>A JSON object that configures the room if the token creates it (LiveKit).</summary>
    public ReadOnlySpan<byte> RoomConfig;
    /// <summary>A JSON object passed to the other participants of the session (EnableX).</summary>
    public ReadOnlySpan<byte> Data;
    /// <summary>The jti: letters, digits, <c>-</c> and <c>_</c>.</summary>
    public ReadOnlySpan<byte> TokenId;
    /// <summary>The time of issue, Unix seconds.</summary>
    public long NowSeconds;
    /// <summary>The first instant at which the token is expired, Unix seconds.</summary>
    public long ExpiresAtSeconds;

    /// <summary>The values that the caller supplied.</summary>
    public readonly CallerValues Given =>
        (UserId.IsEmpty ? 0 : CallerValues.UserId)
        | (UserName.IsEmpty ? 0 : CallerValues.UserName)
        | (Metadata.IsEmpty ? 0 : CallerValues.Metadata)
        | (Attributes.IsEmpty ? 0 : CallerValues.Attributes)
        | (RoomConfig.IsEmpty ? 0 : CallerValues.RoomConfig)
        | (Data.IsEmpty ? 0 : CallerValues.Data);
}
