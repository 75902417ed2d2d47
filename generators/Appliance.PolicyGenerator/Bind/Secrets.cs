using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds the sources of secrets. A value that is not a source may be a secret and is never repeated.</summary>
internal static class Secrets
{
    private const string Base64Prefix = "b64:";

    /// <summary>The source in the member; null if it is absent or was reported.</summary>
    public static SecretSource? Require(ObjectBinder owner, string member) =>
        Read(owner.Require(member, JsonTokenKind.String), owner.Diagnostics);

    /// <summary>The source of the key before <paramref name="current"/>; null if it is absent or was
    /// reported.</summary>
    public static SecretSource? FindPrevious(ObjectBinder owner, string member, SecretSource? current)
    {
        JsonNode? value = owner.Find(member, JsonTokenKind.String);
        SecretSource? source = Read(value, owner.Diagnostics);
        // One source, raw and decoded from base64, counts as two secrets: a rotation may switch between them.
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
        string location = isBase64 ? text.Substring(Base64Prefix.Length) : text;
        int colon = location.IndexOf(':');
        if (colon < 0)
            return null;
        string name = location.Substring(colon + 1);
        if (name.Length is 0 or > AppLimits.SecretNameLengthMax)
            return null;
        return location.Substring(0, colon) switch
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

    /// <summary>A file name in systemd's credentials directory, never a path out of it.</summary>
    private static bool IsCredential(string name) => Names.IsId(name) && name is not ("." or "..");
}
