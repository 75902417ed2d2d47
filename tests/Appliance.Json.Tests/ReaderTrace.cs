using System.Text;
using System.Text.Json;

namespace Appliance.Json.Tests;

/// <summary>Lists the tokens or the first error of a text, with JsonReader and with Utf8JsonReader.</summary>
internal static class ReaderTrace
{
    /// <summary>JsonReader's first error; None and offset 0 for a valid text.</summary>
    public static (JsonError Error, int Offset) FirstError(
        ReadOnlySpan<byte> text, int depthMax = JsonReader.DepthLimit)
    {
        JsonReader reader = new(text, depthMax);
        while (reader.Read())
        {
        }
        return (reader.Error, reader.ErrorOffset);
    }

    public static JsonError ErrorOf(string text, int depthMax = JsonReader.DepthLimit) =>
        FirstError(Encoding.UTF8.GetBytes(text), depthMax).Error;

    /// <summary>JsonReader's tokens; null if it rejects the text.</summary>
    public static List<string>? Tokens(ReadOnlySpan<byte> text)
    {
        List<string> tokens = [];
        JsonReader reader = new(text, JsonReader.DepthLimit);
        while (reader.Read())
        {
            tokens.Add(reader.Kind switch
            {
                JsonTokenKind.Name or JsonTokenKind.String => $"{reader.Kind} {Text(reader)}",
                JsonTokenKind.Number => $"{reader.Kind} {Encoding.ASCII.GetString(reader.Raw)}",
                _ => reader.Kind.ToString(),
            });
        }
        if (reader.Error != JsonError.None)
            return null;
        Assert.Equal(nameof(JsonTokenKind.End), tokens[^1]);
        return tokens;
    }

    /// <summary>Utf8JsonReader's tokens under JsonReader's names; null if it rejects the text.</summary>
    public static List<string>? FrameworkTokens(ReadOnlySpan<byte> text)
    {
        List<string> tokens = [];
        Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = JsonReader.DepthLimit });
        try
        {
            while (reader.Read())
            {
                tokens.Add(reader.TokenType switch
                {
                    JsonTokenType.StartObject => nameof(JsonTokenKind.ObjectStart),
                    JsonTokenType.EndObject => nameof(JsonTokenKind.ObjectEnd),
                    JsonTokenType.StartArray => nameof(JsonTokenKind.ArrayStart),
                    JsonTokenType.EndArray => nameof(JsonTokenKind.ArrayEnd),
                    JsonTokenType.PropertyName => $"{nameof(JsonTokenKind.Name)} {reader.GetString()}",
                    JsonTokenType.String => $"{nameof(JsonTokenKind.String)} {reader.GetString()}",
                    JsonTokenType.Number =>
                        $"{nameof(JsonTokenKind.Number)} {Encoding.ASCII.GetString(reader.ValueSpan)}",
                    _ => reader.TokenType.ToString(),
                });
            }
        }
        // Utf8JsonReader detects invalid UTF-8 and lone surrogates only when it decodes a string.
        catch (Exception rejection) when (rejection is JsonException or InvalidOperationException)
        {
            return null;
        }
        tokens.Add(nameof(JsonTokenKind.End));
        return tokens;
    }

    private static string Text(in JsonReader reader)
    {
        byte[] decoded = new byte[reader.Raw.Length];
        Assert.True(reader.TryCopyString(decoded, out int written));
        Assert.Equal(reader.HasEscapes, reader.Raw.Contains((byte)'\\'));
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(decoded, 0, written);
    }
}
