using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Appliance.Json.Tests;

/// <summary>Generators of random text and random JSON documents.</summary>
internal static class JsonGen
{
    private const string SpecialCharacters = ">?~\u007f\"\\/\0\n\u001f\u0080\u00ff\u2028\ufeff\uffff";

    /// <summary>Any Unicode scalar value; those that need escaping are more frequent.</summary>
    public static readonly Gen<string> Text = Gen.Frequency(
            (3, Gen.Int[0x20, 0x7e]),
            (2, Gen.Int[0, SpecialCharacters.Length - 1].Select(i => (int)SpecialCharacters[i])),
            (1, Gen.Int[0x80, 0xd7ff]),
            (1, Gen.Int[0xe000, 0xffff]),
            (1, Gen.Int[0x10000, 0x10ffff]))
        .Array[0, 20].Select(scalars => string.Concat(scalars.Select(char.ConvertFromUtf32)));

    /// <summary>Objects and arrays from Utf8JsonWriter, with and without indentation and relaxed escaping.</summary>
    public static readonly Gen<byte[]> Document =
        Gen.Select(Gen.Int, Gen.Bool, Gen.Bool, Text.Array[1, 6]).Select((seed, indented, relaxed, texts) =>
        {
            ArrayBufferWriter<byte> buffer = new();
            using Utf8JsonWriter writer = new(buffer, new JsonWriterOptions
            {
                Indented = indented,
                Encoder = relaxed ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping : JavaScriptEncoder.Default,
            });
            Random random = new(seed);
            writer.WriteStartArray();
            for (int members = random.Next(4); members >= 0; members--)
                WriteValue(writer, random, texts, depth: 1);
            writer.WriteEndArray();
            writer.Flush();
            return buffer.WrittenSpan.ToArray();
        });

    private static readonly byte[] Punctuation =
        Encoding.ASCII.GetBytes("{}[]:,\"\\/ \t\n\r0123456789+-.eEtfnu\0\u007f");

    /// <summary>Documents with up to four bytes replaced, removed or inserted.</summary>
    public static readonly Gen<byte[]> MutatedDocument = Gen.Select(
        Document,
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, int.MaxValue], Gen.Int[0, Punctuation.Length - 1], Gen.Byte, Gen.Bool)
            .Array[0, 4])
        .Select((document, mutations) =>
        {
            List<byte> bytes = [.. document];
            foreach ((int kind, int at, int punctuation, byte any, bool isPunctuation) in mutations)
            {
                byte value = isPunctuation ? Punctuation[punctuation] : any;
                int index = at % (bytes.Count + 1);
                if (kind == 0 || index == bytes.Count)
                    bytes.Insert(index, value);
                else if (kind == 1)
                    bytes.RemoveAt(index);
                else
                    bytes[index] = value;
            }
            return bytes.ToArray();
        });

    private static void WriteValue(Utf8JsonWriter writer, Random random, string[] texts, int depth)
    {
        switch (random.Next(depth < 6 ? 8 : 6))
        {
            case 0:
                writer.WriteNullValue();
                break;
            case 1:
                writer.WriteBooleanValue(random.Next(2) == 0);
                break;
            case 2:
                writer.WriteNumberValue(random.NextInt64(long.MinValue, long.MaxValue));
                break;
            case 3:
                writer.WriteNumberValue((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300)));
                break;
            case 4 or 5:
                writer.WriteStringValue(texts[random.Next(texts.Length)]);
                break;
            case 6:
                writer.WriteStartArray();
                for (int members = random.Next(4); members > 0; members--)
                    WriteValue(writer, random, texts, depth + 1);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStartObject();
                for (int members = random.Next(4); members > 0; members--)
                {
                    writer.WritePropertyName(texts[random.Next(texts.Length)]);
                    WriteValue(writer, random, texts, depth + 1);
                }
                writer.WriteEndObject();
                break;
        }
    }
}
