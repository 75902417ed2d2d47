using System.Text.Json.Serialization;

namespace Peers.Kestrel;

/// <summary>The request body. A missing member, or one that is not a string, is a JsonException.</summary>
internal sealed record TokenRequestBody(
    [property: JsonRequired, JsonPropertyName("room_id")] string RoomId,
    [property: JsonRequired, JsonPropertyName("role")] string Role,
    [property: JsonRequired, JsonPropertyName("user_id")] string UserId);

internal sealed record TokenResponseBody(
    [property: JsonPropertyName("token")] string Token,
    [property: JsonPropertyName("msg")] string Message,
    [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("success")] bool Success,
    [property: JsonPropertyName("api_version")] string ApiVersion);

[JsonSourceGenerationOptions(RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TokenRequestBody))]
[JsonSerializable(typeof(TokenResponseBody))]
internal sealed partial class Messages : JsonSerializerContext;
