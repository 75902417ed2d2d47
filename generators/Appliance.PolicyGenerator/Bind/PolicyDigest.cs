using System.Security.Cryptography;
using System.Text;
using Appliance.Json;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>
/// SHA-256 of a policy in canonical JSON (RFC 8785): no white space, members sorted by the UTF-16 code units of their
/// names, numbers as written. The two members without effect on decisions, <c>$schema</c> and <c>tests</c>, are
/// excluded.
/// </summary>
internal static class PolicyDigest
{
    private static readonly string[] WithoutEffect = ["$schema", "tests"];

    private static readonly Comparer<JsonMember> ByName =
        Comparer<JsonMember>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name));

    /// <summary>64 hexadecimal digits in lower case.</summary>
    public static string Of(JsonNode root)
    {
        var text = new StringBuilder();
        WriteObject([.. root.Members.Where(member => Array.IndexOf(WithoutEffect, member.Name) < 0)], text);
        using SHA256 sha256 = SHA256.Create();
        byte[] digest = sha256.ComputeHash(Encoding.UTF8.GetBytes(text.ToString()));
        return string.Concat(digest.Select(b => b.ToString("x2")));
    }

    private static void Write(JsonNode node, StringBuilder text)
    {
        switch (node.Kind)
        {
            case JsonTokenKind.ObjectStart:
                WriteObject([.. node.Members], text);
                break;
            case JsonTokenKind.ArrayStart:
                string separator = "[";
                foreach (JsonNode item in node.Items)
                {
                    text.Append(separator);
                    separator = ",";
                    Write(item, text);
                }
                text.Append(separator == "[" ? "[]" : "]");
                break;
            case JsonTokenKind.String:
                CanonicalJson.WriteString(node.Text, text);
                break;
            default:
                text.Append(node.Kind == JsonTokenKind.Number ? node.Text : JsonKinds.Literal(node.Kind));
                break;
        }
    }

    private static void WriteObject(JsonMember[] members, StringBuilder text)
    {
        Array.Sort(members, ByName);
        text.Append('{');
        int start = text.Length;
        foreach (JsonMember member in members)
        {
            if (text.Length > start)
                text.Append(',');
            CanonicalJson.WriteString(member.Name, text);
            text.Append(':');
            Write(member.Value, text);
        }
        text.Append('}');
    }
}
