using Appliance.Json;

namespace Appliance.Hosting.Results;

/// <summary>Indents JSON: a value that does not fit on a line is broken up by members.</summary>
public static class JsonLayout
{
    private const int IndentColumns = 2;

    /// <param name="result">Receives the text, which continues the current line.</param>
    /// <param name="json">One valid JSON value.</param>
    public static void Write(ResultWriter result, ReadOnlySpan<byte> json)
    {
        JsonReader reader = new(json, JsonReader.DepthLimit);
        reader.Read();
        WriteValue(result, json, ref reader, indent: 0, column: 0);
    }

    private static void WriteValue(
        ResultWriter result, ReadOnlySpan<byte> json, ref JsonReader reader, int indent, int column)
    {
        JsonReader last = reader;
        last.Skip();
        ReadOnlySpan<byte> value = json[reader.Start..last.End];
        bool isObject = reader.Kind == JsonTokenKind.ObjectStart;
        if (!isObject && reader.Kind != JsonTokenKind.ArrayStart || column + value.Length < Table.LineColumnsMax)
        {
            result.Utf8(value);
            reader = last;
            return;
        }
        int inner = indent + IndentColumns;
        string separator = isObject ? "{" : "[";
        while (reader.Read() && reader.Kind is not (JsonTokenKind.ObjectEnd or JsonTokenKind.ArrayEnd))
        {
            result.Text(separator + "\n" + new string(' ', inner));
            separator = ",";
            int start = reader.Start;
            if (reader.Kind == JsonTokenKind.Name)
            {
                result.Utf8(json[reader.Start..reader.End]);
                result.Utf8(": "u8);
                reader.Read();
            }
            WriteValue(result, json, ref reader, inner, inner + reader.Start - start + 1);
        }
        result.Text("\n" + new string(' ', indent) + (isObject ? "}" : "]"));
    }
}
