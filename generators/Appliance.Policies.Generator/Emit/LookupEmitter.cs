namespace Appliance.Policy.Generator.Emit;

/// <summary>Finds one of a few by its name in UTF-8: the length decides first, then the bytes.</summary>
internal static class LookupEmitter
{
    public static void Write(
        CodeWriter code, string heading, string key, IEnumerable<(string Key, string Result)> cases)
    {
        code.Open($"{heading} => {key}.Length switch");
        foreach ((string text, string result) in cases.OrderBy(c => c.Key.Length))
            code.Block($"{Literals.Number(text.Length)} when {key}.SequenceEqual({Literals.Utf8(text)}) => {result},");
        code.Block("_ => null,");
        code.Close(";");
    }
}
