using System.Text.Json;
using Appliance.Http;
using Appliance.Tokens;

namespace Appliance.Fuzz;

/// <summary>What must hold of an answer's body: it is JSON, and whatever is a token in it is a good one.</summary>
internal static class BodyOracle
{
    [ThreadStatic]
    private static byte[]? _payload;

    /// <param name="response">The whole answer.</param>
    /// <param name="method">Of the request; null if no handler saw it.</param>
    /// <param name="world">Where the answer comes from.</param>
    /// <exception cref="Violation">It does not hold.</exception>
    public static void Check(in Response response, HttpMethod? method, ServerSetup setup)
    {
        bool hasContent = response.ContentLength is > 0;
        Violation.Unless(
            response["Content-Type"u8].SequenceEqual(hasContent ? "application/json"u8 : default),
            "content that is not JSON, or JSON without content");
        if (response.Body.IsEmpty)
            return;
        ReadOnlySpan<byte> token = ReadToken(response.Body, out bool isAboutOther);
        // LiveKit's React hook asks with GET, and reads the token under a name of its own.
        bool isHooks = method == HttpMethod.Get && response.Body.IndexOf("\"accessToken\":\""u8) >= 0;
        bool isDone = response.Status == 200 && (method == HttpMethod.Post || isHooks);
        Violation.Unless(isDone || token.IsEmpty, "a token without success");
        Violation.Unless(!isDone || token.IsEmpty == isAboutOther, "success without a token");
        if (token.IsEmpty)
            return;
        Violation.Unless(response["Cache-Control"u8].SequenceEqual("no-store"u8), "a token that may be stored");
        CheckToken(token, setup);
    }

    private static void CheckToken(ReadOnlySpan<byte> token, ServerSetup setup)
    {
        _payload ??= new byte[TokenLimits.AnyPayloadBytesMax];
        int issuers = setup.CountIssuers(token, _payload, out int payloadLength);
        Violation.Unless(issuers == 1, "a token that is not exactly one app's");
        ReadOnlySpan<byte> encoded = token[(token.IndexOf((byte)'.') + 1)..token.LastIndexOf((byte)'.')];
        Violation.Unless(!encoded.ContainsAny((byte)'-', (byte)'_'), "claims that atob cannot decode");
        // The framework's reader, which shares nothing with ours, holds the claims to be JSON too.
        ReadToken(_payload.AsSpan(0, payloadLength), out _);
    }

    /// <summary>Reads a JSON object to its end, and returns its member that is a token.</summary>
    /// <param name="json">The object.</param>
    /// <param name="isAboutOther">It tells of a room, of its session, of codes, or of a token that was shown.</param>
    private static ReadOnlySpan<byte> ReadToken(ReadOnlySpan<byte> json, out bool isAboutOther)
    {
        ReadOnlySpan<byte> token = default;
        isAboutOther = false;
        Utf8JsonReader reader = new(json);
        try
        {
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            Violation.Unless(isObject, "JSON that is no object");
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                bool isToken = reader.ValueTextEquals("token"u8) || reader.ValueTextEquals("participant_token"u8);
                isAboutOther |= reader.ValueTextEquals("room"u8) || reader.ValueTextEquals("template_id"u8)
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
