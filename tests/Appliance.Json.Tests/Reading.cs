using System.Text;
using System.Text.Json;

namespace Appliance.Json.Tests;

/// <summary>What a reader made of a text: a line a token, or where it stopped and why.</summary>
internal static class Reading
{
    /// <summary>Our reader, to the end or the first problem.</summary>
    public static (JsonProblem Problem, int Offset) Problem(
        ReadOnlySpan<byte> text, int depthMax = JsonReader.DepthLimit)
    {
        JsonReader reader = new(text, depthMax);
        while (reader.Read())
        {
        }
        return (reader.Problem, reader.ProblemOffset);
    }

    public static JsonProblem Problem(string text, int depthMax = JsonReader.DepthLimit) =>
        Problem(Encoding.UTF8.GetBytes(text), depthMax).Problem;

    /// <summary>Our reader's tokens, null if the text is refused.</summary>
    public static List<string>? Ours(ReadOnlySpan<byte> text)
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
        if (reader.Problem != JsonProblem.None)
            return null;
        Assert.Equal(nameof(JsonTokenKind.End), tokens[^1]);
        return tokens;
    }

    /// <summary>The framework's reader's tokens in our terms, null if the text is refused.</summary>
    public static List<string>? Frameworks(ReadOnlySpan<byte> text)
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
        // Strings with bytes that are not UTF-8, and lone surrogates, come to light when they are decoded.
        catch (Exception refused) when (refused is JsonException or InvalidOperationException)
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
