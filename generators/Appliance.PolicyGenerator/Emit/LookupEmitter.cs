namespace Appliance.PolicyGenerator.Emit;

/// <summary>Emits lookups by UTF-8 name. Few names become a readable switch on the length and then the bytes; more
/// become a hash table, whose cost does not depend on the count.</summary>
internal static class LookupEmitter
{
    private const int SwitchedMax = 8;

    /// <param name="code">Receives the member.</param>
    /// <param name="heading">The member up to its body.</param>
    /// <param name="key">The parameter with the name to find.</param>
    /// <param name="names">The names in their order.</param>
    /// <param name="result">The expression that the member returns for an index among the names.</param>
    /// <param name="none">The expression that it returns for any other name.</param>
    public static void Write(
        CodeWriter code, string heading, string key, IReadOnlyList<string> names, Func<string, string> result,
        string none)
    {
        if (names.Count > SwitchedMax)
            WriteIndexed(code, heading, key, names, result, none);
        else
            WriteSwitch(code, heading, key, names, result, none);
    }

    private static void WriteSwitch(
        CodeWriter code, string heading, string key, IReadOnlyList<string> names, Func<string, string> result,
        string none)
    {
        code.Open($"{heading} => {key}.Length switch");
        foreach ((string name, int index) in names.Select((name, index) => (name, index)).OrderBy(n => n.name.Length))
        {
            string found = result(Literals.Number(index));
            code.Block($"{Literals.Number(name.Length)} when {key}.SequenceEqual({Literals.Utf8(name)}) => {found},");
        }
        code.Block($"_ => {none},");
        code.Close(";");
    }

    private static void WriteIndexed(
        CodeWriter code, string heading, string key, IReadOnlyList<string> names, Func<string, string> result,
        string none)
    {
        // The parameter's name is unique in the class.
        string table = $"By{char.ToUpperInvariant(key[0])}{key.Substring(1)}";
        string found = ColumnEmitter.Find(key, $"{table}.Key");
        code.Block($"{heading} =>");
        code.Block($"    {found} is >= 0 and var index ? {result("index")} : {none};");
        code.Gap();
        code.Open($"private static class {table}");
        new ColumnEmitter(code).WriteIndex("Key", names);
        code.Close();
    }
}
