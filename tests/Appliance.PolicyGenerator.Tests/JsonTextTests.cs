using System.Text;
using Appliance.Json;

namespace Appliance.PolicyGenerator.Tests;

public class JsonTextTests
{
    [Fact]
    public void Compile_time_escaping_matches_JsonWriter_for_random_text() =>
        Gen.Int[0, 0x10FFFF].Where(Rune.IsValid).Select(scalar => new Rune(scalar).ToString()).Array[0, 8]
            .Select(string.Concat).Sample(text => Assert.Equal(Written(text), JsonText.Quote(text)));

    [Fact]
    public void Compile_time_escaping_matches_JsonWriter_for_every_ASCII_character() => Assert.All(
        Enumerable.Range(0, 128).Select(c => ((char)c).ToString()),
        text => Assert.Equal(Written(text), JsonText.Quote(text)));

    private static string Written(string text)
    {
        var buffer = new byte[1024];
        var writer = new JsonWriter(buffer);
        writer.String(Encoding.UTF8.GetBytes(text));
        return Encoding.UTF8.GetString(buffer, 0, writer.Length);
    }
}
