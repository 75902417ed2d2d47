namespace Appliance.PolicyGenerator.Emit;

/// <summary>
/// Finds things by their names in UTF-8. A few are a switch that a reader can follow: the length decides first, then
/// the bytes. More have a hash table, so that a thousand cost what ten do.
/// </summary>
internal static class LookupEmitter
{
    private const int SwitchedMax = 8;

    /// <param name="code">Takes the member.</param>
    /// <param name="heading">The member up to its body.</param>
    /// <param name="key">What it calls the name looked for.</param>
    /// <param name="names">The names in their order.</param>
    /// <param name="result">What the member returns for a place among them, which is an expression.</param>
    /// <param name="none">What it returns for any other name.</param>
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
        foreach ((string name, int place) in names.Select((name, place) => (name, place)).OrderBy(n => n.name.Length))
        {
            string found = result(Literals.Number(place));
            code.Block($"{Literals.Number(name.Length)} when {key}.SequenceEqual({Literals.Utf8(name)}) => {found},");
        }
        code.Block($"_ => {none},");
        code.Close(";");
    }

    private static void WriteIndexed(
        CodeWriter code, string heading, string key, IReadOnlyList<string> names, Func<string, string> result,
        string none)
    {
        // Named after the parameter, of which there is one of each name a class.
        string index = $"By{char.ToUpperInvariant(key[0])}{key.Substring(1)}";
        string found = ColumnEmitter.Find(key, $"{index}.Key");
        code.Block($"{heading} =>");
        code.Block($"    {found} is >= 0 and var place ? {result("place")} : {none};");
        code.Gap();
        code.Open($"private static class {index}");
        new ColumnEmitter(code).WriteIndex("Key", names);
        code.Close();
    }
}
