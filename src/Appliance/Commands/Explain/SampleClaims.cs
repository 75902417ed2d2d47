using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Commands.Explain;

/// <summary>The claims of a token that would be issued, with placeholders for missing values.</summary>
internal sealed class SampleClaims
{
    /// <summary>As long as a real jti, but recognizable as an example.</summary>
    private static ReadOnlySpan<byte> TokenId => "an-example-of-a-jti-22"u8;

    private static ReadOnlySpan<byte> JsonObject => """{"example":"value"}"""u8;

    /// <summary>The payload in JSON, as in the token.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>Required values that were not given and were replaced by placeholders.</summary>
    public required CallerValues Placeholders { get; init; }

    public static SampleClaims Write(
        Role role, ReadOnlySpan<byte> roomId, ReadOnlySpan<byte> user, long nowSeconds, long expiresAtSeconds)
    {
        ClaimValues values = new()
        {
            RoomId = roomId,
            UserId = user,
            UserName = user,
            TokenId = TokenId,
            NowSeconds = nowSeconds,
            ExpiresAtSeconds = expiresAtSeconds,
        };
        CallerValues missing = role.Required & ~values.Given;
        values.UserId = Or(values.UserId, "example-user"u8, missing, CallerValues.UserId);
        values.UserName = Or(values.UserName, "Example User"u8, missing, CallerValues.UserName);
        values.Metadata = Or(values.Metadata, "example metadata"u8, missing, CallerValues.Metadata);
        values.Attributes = Or(values.Attributes, JsonObject, missing, CallerValues.Attributes);
        values.RoomConfig = Or(values.RoomConfig, JsonObject, missing, CallerValues.RoomConfig);
        values.Data = Or(values.Data, JsonObject, missing, CallerValues.Data);

        byte[] payload = new byte[TokenLimits.PayloadBytesMax];
        JsonWriter claims = new(payload);
        claims.Raw(role.ConstantClaims);
        role.WriteRoomClaims(ref claims, roomId);
        role.WriteVaryingClaims(ref claims, values);
        return new() { Payload = payload[..claims.Length], Placeholders = missing };
    }

    private static ReadOnlySpan<byte> Or(
        ReadOnlySpan<byte> given, ReadOnlySpan<byte> example, CallerValues missing, CallerValues value) =>
        (missing & value) != 0 ? example : given;
}
