using System.Text.Json;
using Appliance.Http;
using Appliance.TestKit;
using Appliance.Tokens;

namespace Appliance.Fuzz;

/// <summary>Invariants of a response body: it is JSON, and every token in it is valid.</summary>
internal static class BodyOracle
{
    [ThreadStatic]
    private static byte[]? _payload;

    /// <param name="response">The complete response.</param>
    /// <param name="method">Method of the request; null if it did not reach the handler.</param>
    /// <param name="setup">The server setup that sent the response.</param>
    /// <exception cref="Violation">An invariant is violated.</exception>
    public static void Check(Response response, HttpMethod? method, ServerSetup setup)
    {
        bool hasContent = response.ContentLength is > 0;
        Violation.Unless(
            response["Content-Type"] == (hasContent ? "application/json" : null),
            "Content-Type does not match the content");
        ReadOnlySpan<byte> body = response.BodyBytes;
        if (body.IsEmpty)
            return;
        ReadOnlySpan<byte> token = ReadToken(body, out bool isOtherResource);
        // LiveKit's React hook sends GET and expects the member accessToken.
        bool isHookResponse = method == HttpMethod.Get && body.IndexOf("\"accessToken\":\""u8) >= 0;
        bool isTokenResponse = response.Status == 200 && (method == HttpMethod.Post || isHookResponse);
        Violation.Unless(isTokenResponse || token.IsEmpty, "a token in an unsuccessful response");
        Violation.Unless(
            !isTokenResponse || token.IsEmpty == isOtherResource, "a successful token response without a token");
        if (token.IsEmpty)
            return;
        Violation.Unless(
            response["Cache-Control"] == "no-store", "a token without Cache-Control: no-store");
        CheckToken(token, setup);
    }

    private static void CheckToken(ReadOnlySpan<byte> token, ServerSetup setup)
    {
        _payload ??= new byte[TokenLimits.AnyPayloadBytesMax];
        int issuers = setup.CountIssuers(token, _payload, out int payloadLength);
        Violation.Unless(issuers == 1, "a token that is not valid for exactly one app");
        ReadOnlySpan<byte> encoded = token[(token.IndexOf((byte)'.') + 1)..token.LastIndexOf((byte)'.')];
        Violation.Unless(!encoded.ContainsAny((byte)'-', (byte)'_'), "claims that atob cannot decode");
        // The framework's independent JSON reader must accept the claims too.
        ReadToken(_payload.AsSpan(0, payloadLength), out _);
    }

    /// <summary>Reads a JSON object to its end and returns the token member.</summary>
    /// <param name="json">The object.</param>
    /// <param name="isOtherResource">The object describes a room, its session, room codes or a presented token.</param>
    private static ReadOnlySpan<byte> ReadToken(ReadOnlySpan<byte> json, out bool isOtherResource)
    {
        ReadOnlySpan<byte> token = default;
        isOtherResource = false;
        Utf8JsonReader reader = new(json);
        try
        {
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            Violation.Unless(isObject, "the JSON is not an object");
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                bool isToken = reader.ValueTextEquals("token"u8) || reader.ValueTextEquals("participant_token"u8);
                isOtherResource |= reader.ValueTextEquals("room"u8) || reader.ValueTextEquals("template_id"u8)
                    || reader.ValueTextEquals("room_id"u8) || reader.ValueTextEquals("data"u8)
                    || reader.ValueTextEquals("active"u8) || reader.ValueTextEquals("message"u8);
                reader.Read();
                if (isToken && reader.TokenType == JsonTokenType.String)
                    token = reader.ValueSpan;
            }
        }
        catch (JsonException exception)
        {
            throw new Violation($"not JSON: {exception.Message}");
        }
        return token;
    }
}
