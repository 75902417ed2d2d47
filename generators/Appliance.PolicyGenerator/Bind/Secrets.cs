using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Where secrets are found. What is not such a place may be a secret, and is repeated nowhere.</summary>
internal static class Secrets
{
    private const string Base64Prefix = "b64:";
    private const int NameLengthMax = 256;

    /// <summary>The place that the member names; null if it is absent or was reported.</summary>
    public static SecretSource? Require(ObjectBinder owner, string member) =>
        Read(owner.Require(member, JsonTokenKind.String), owner.Diagnostics);

    /// <summary>The place of the key before <paramref name="current"/>; null if there is none or it was
    /// reported.</summary>
    public static SecretSource? FindPrevious(ObjectBinder owner, string member, SecretSource? current)
    {
        JsonNode? value = owner.Find(member, JsonTokenKind.String);
        SecretSource? source = Read(value, owner.Diagnostics);
        // What one place holds as it stands and decoded are two secrets: a rotation may be from one to the other.
        if (source is not null && source == current)
            owner.Diagnostics.Report(PolicyDiagnostics.SecretTwice, value!.Token);
        return source;
    }

    private static SecretSource? Read(JsonNode? value, DiagnosticBag diagnostics)
    {
        if (value is null)
            return null;
        SecretSource? source = Parse(value.Text);
        if (source is null)
            diagnostics.Report(PolicyDiagnostics.SecretInPolicy, value.Token);
        return source;
    }

    private static SecretSource? Parse(string text)
    {
        bool isBase64 = text.StartsWith(Base64Prefix, StringComparison.Ordinal);
        string place = isBase64 ? text.Substring(Base64Prefix.Length) : text;
        int colon = place.IndexOf(':');
        if (colon < 0)
            return null;
        string name = place.Substring(colon + 1);
        if (name.Length is 0 or > NameLengthMax)
            return null;
        return place.Substring(0, colon) switch
        {
            "env" when IsVariable(name) => new(SecretKind.Environment, name, isBase64),
            "file" when !name.Any(char.IsControl) => new(SecretKind.File, name, isBase64),
            "cred" when IsCredential(name) => new(SecretKind.Credential, name, isBase64),
            _ => null,
        };
    }

    private static bool IsVariable(string name) =>
        name[0] is not (>= '0' and <= '9')
        && name.All(c => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');

    /// <summary>A file's name in systemd's directory, and never a path out of it.</summary>
    private static bool IsCredential(string name) => Names.IsId(name) && name is not ("." or "..");
}
