using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Appliance.Json.Tests;

/// <summary>Random text and random JSON documents.</summary>
internal static class Documents
{
    private const string Awkward = ">?~\u007f\"\\/\0\n\u001f\u0080\u00ff\u2028\ufeff\uffff";

    /// <summary>Every scalar value, the ones that need care often.</summary>
    public static readonly Gen<string> Text = Gen.Frequency(
            (3, Gen.Int[0x20, 0x7e]),
            (2, Gen.Int[0, Awkward.Length - 1].Select(i => (int)Awkward[i])),
            (1, Gen.Int[0x80, 0xd7ff]),
            (1, Gen.Int[0xe000, 0xffff]),
            (1, Gen.Int[0x10000, 0x10ffff]))
        .Array[0, 20].Select(scalars => string.Concat(scalars.Select(char.ConvertFromUtf32)));

    /// <summary>Objects and arrays, written by the framework, indented or not, escaped much or little.</summary>
    public static readonly Gen<byte[]> Whole =
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

    /// <summary>Documents with a few bytes changed, left out or put in.</summary>
    public static readonly Gen<byte[]> Mutated = Gen.Select(
        Whole,
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, int.MaxValue], Gen.Int[0, Punctuation.Length - 1], Gen.Byte, Gen.Bool)
            .Array[0, 4])
        .Select((document, mutations) =>
        {
            List<byte> bytes = [.. document];
            foreach ((int kind, int at, int likely, byte any, bool isLikely) in mutations)
            {
                byte value = isLikely ? Punctuation[likely] : any;
                int place = at % (bytes.Count + 1);
                if (kind == 0 || place == bytes.Count)
                    bytes.Insert(place, value);
                else if (kind == 1)
                    bytes.RemoveAt(place);
                else
                    bytes[place] = value;
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
