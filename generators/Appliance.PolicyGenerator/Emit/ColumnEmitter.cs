using System.Globalization;
using System.Text;

namespace Appliance.PolicyGenerator.Emit;

/// <summary>
/// Writes constants in columns: one literal for all texts of a kind, one for all numbers. Few stay readable; many are a
/// token a column, whatever their number.
/// </summary>
/// <param name="code">Takes the columns.</param>
/// <param name="isPacked">The policy's columns fit into the string constants of an assembly; if not, they compile as
/// well, slower.</param>
internal sealed class ColumnEmitter(CodeWriter code, bool isPacked = true)
{
    /// <summary>From here on bytes are packed: before, they cost the compiler nothing that one could feel.</summary>
    private const int PackedBytesMin = 4096;

    /// <summary>Texts one after the other as <paramref name="name"/>s, and where each ends as
    /// <paramref name="name"/>Ends.</summary>
    public void WriteTexts(string name, IReadOnlyList<string> texts)
    {
        string all = string.Concat(texts);
        WriteTexts(name, all, Encoding.UTF8.GetBytes(all), EndsOf(texts));
    }

    /// <summary>The same, and the table over them as <paramref name="name"/>Slots.</summary>
    public void WriteIndex(string name, IReadOnlyList<string> keys)
    {
        string all = string.Concat(keys);
        byte[] utf8 = Encoding.UTF8.GetBytes(all);
        long[] ends = EndsOf(keys);
        WriteTexts(name, all, utf8, ends);
        WriteNumbers($"{name}Slots", Utf8Index.LayOut(utf8, ends));
    }

    /// <summary>Numbers as <paramref name="name"/>.</summary>
    public void WriteNumbers(string name, long[] values)
    {
        byte[] digits = PackedColumn.Pack(values, out PackedShape shape);
        string literal = digits.Length == 0 ? "default"
            : TryPack(digits) ?? $"\"\"\"{Encoding.ASCII.GetString(digits)}\"\"\"u8";
        string numbers = $"{Literals.Number((long)shape.Count)}, {Literals.Number((long)shape.Width)}, "
            + $"{Literals.Number(shape.Min)}, {Literals.Number(shape.Step)}";
        code.Block($"public static {Types.PackedColumn} {name} => new(new({numbers}), {literal});");
    }

    /// <summary>What an index answers: a place, or -1.</summary>
    public static string Find(string key, string name) =>
        $"{Types.Utf8Index}.Find({key}, {name}s, {name}Ends, {name}Slots)";

    /// <summary>The text at a place.</summary>
    public static string TextAt(string place, string name) => $"{Types.Utf8Index}.KeyAt({place}, {name}s, {name}Ends)";

    private void WriteTexts(string name, string all, byte[] utf8, long[] ends)
    {
        code.Block($"public static {Types.Bytes} {name}s => {TryPack(utf8) ?? Literals.Utf8(all)};");
        WriteNumbers($"{name}Ends", ends);
    }

    private static long[] EndsOf(IReadOnlyList<string> texts)
    {
        var ends = new long[texts.Count];
        long end = 0;
        for (int i = 0; i < ends.Length; i++)
            ends[i] = end += Encoding.UTF8.GetByteCount(texts[i]);
        return ends;
    }

    private string? TryPack(byte[] bytes)
    {
        if (bytes.Length < PackedBytesMin || !isPacked)
            return null;
        var literal = new StringBuilder(bytes.Length);
        foreach (char c in PackedText.Pack(bytes))
        {
            // Neither punctuation, which holds line ends and marks that turn the direction of text, nor surrogates.
            if (c is >= '\u3000' and < '\uD800')
                literal.Append(c);
            else
                literal.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }
        return $"{Types.PackedText}.Read(\"{literal}\", {Literals.Number(bytes.Length)})";
    }
}
