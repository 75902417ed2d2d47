using System.Text.RegularExpressions;

namespace Appliance.EndToEnd.Tests.Documents;

/// <summary>Compares output with a document. In the document <c>…</c> is any text, and a line may be broken where the
/// output has a space or nothing.</summary>
internal static class DocumentedOutput
{
    public static bool Matches(string documented, string actual)
    {
        string pattern = Regex.Escape(documented.Trim()).Replace("…", ".*?").Replace("\\n", "\\s*");
        return Regex.IsMatch(actual.Trim(), $@"\A(?:{pattern})\z", RegexOptions.Singleline);
    }
}
