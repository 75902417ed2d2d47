using System.Globalization;
using System.Text;

namespace Appliance.PolicyGenerator.Emit;

/// <summary>Emits constants in columns: one literal for all texts of a kind, one for all numbers. Short columns stay
/// readable; a long column is a single token.</summary>
/// <param name="code">Receives the columns.</param>
/// <param name="isPacked">Whether the policy's columns fit into the string constants of an assembly; otherwise they
/// also compile, but more slowly.</param>
internal sealed class ColumnEmitter(CodeWriter code, bool isPacked = true)
{
    /// <summary>Shorter columns are not packed: as plain literals they do not slow down the compiler
    /// noticeably.</summary>
    private const int PackedBytesMin = 4096;

    /// <summary>Emits the concatenated texts as <paramref name="name"/>s, and their end offsets as
    /// <paramref name="name"/>Ends.</summary>
    public void WriteTexts(string name, IReadOnlyList<string> texts)
    {
        string all = string.Concat(texts);
        WriteTexts(name, all, Encoding.UTF8.GetBytes(all), EndsOf(texts));
    }

    /// <summary>Same as <see cref="WriteTexts(string, IReadOnlyList{string})"/>, with a hash table over the texts as
    /// <paramref name="name"/>Slots.</summary>
    public void WriteIndex(string name, IReadOnlyList<string> keys)
    {
        string all = string.Concat(keys);
        byte[] utf8 = Encoding.UTF8.GetBytes(all);
        long[] ends = EndsOf(keys);
        WriteTexts(name, all, utf8, ends);
        WriteNumbers($"{name}Slots", Utf8Index.LayOut(utf8, ends));
    }

    /// <summary>Emits numbers as <paramref name="name"/>.</summary>
    public void WriteNumbers(string name, long[] values)
    {
        byte[] digits = PackedColumn.Pack(values, out PackedShape shape);
        string literal = digits.Length == 0 ? "default"
            : TryPack(digits) ?? $"\"\"\"{Encoding.ASCII.GetString(digits)}\"\"\"u8";
        string numbers = $"{Literals.Number((long)shape.Count)}, {Literals.Number((long)shape.Width)}, "
            + $"{Literals.Number(shape.Min)}, {Literals.Number(shape.Step)}";
        code.Block($"public static {Types.PackedColumn} {name} => new(new({numbers}), {literal});");
    }

    /// <summary>An expression for the index of a key, or -1.</summary>
    public static string Find(string key, string name) =>
        $"{Types.Utf8Index}.Find({key}, {name}s, {name}Ends, {name}Slots)";

    /// <summary>An expression for the text at an index.</summary>
    public static string TextAt(string index, string name) => $"{Types.Utf8Index}.KeyAt({index}, {name}s, {name}Ends)";

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
            // Excludes punctuation, which contains line separators and bidirectional controls, and surrogates.
            if (c is >= '\u3000' and < '\uD800')
                literal.Append(c);
            else
                literal.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }
        return $"{Types.PackedText}.Read(\"{literal}\", {Literals.Number(bytes.Length)})";
    }
}
