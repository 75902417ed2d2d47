using System.Text.Json.Serialization;

namespace Peers.Kestrel;

/// <summary>What is asked: a member that is missing or no string is a JsonException.</summary>
internal sealed record TokenQuestion(
    [property: JsonRequired, JsonPropertyName("room_id")] string RoomId,
    [property: JsonRequired, JsonPropertyName("role")] string Role,
    [property: JsonRequired, JsonPropertyName("user_id")] string UserId);

internal sealed record TokenResponse(
    [property: JsonPropertyName("token")] string Token,
    [property: JsonPropertyName("msg")] string Message,
    [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("success")] bool Success,
    [property: JsonPropertyName("api_version")] string ApiVersion);

[JsonSourceGenerationOptions(RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TokenQuestion))]
[JsonSerializable(typeof(TokenResponse))]
internal sealed partial class Messages : JsonSerializerContext;
