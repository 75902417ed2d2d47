namespace Appliance.PolicyModel;

public enum SecretKind : byte
{
    /// <summary><c>env:NAME</c>: an environment variable; if it is not set, the credential of that name.</summary>
    Environment,
    /// <summary><c>file:PATH</c>: a file's content, one trailing line end dropped.</summary>
    File,
    /// <summary><c>cred:NAME</c>: a file in the directory that systemd names in CREDENTIALS_DIRECTORY.</summary>
    Credential,
}

/// <summary>Where a secret is found at start. The policy never holds the secret itself.</summary>
/// <param name="Kind">The kind of place.</param>
/// <param name="Name">The variable, path or credential.</param>
/// <param name="IsBase64">The place holds base64 of the secret (<c>b64:</c> before the source).</param>
public sealed record SecretSource(SecretKind Kind, string Name, bool IsBase64 = false)
{
    /// <summary>As it is written in the policy.</summary>
    public override string ToString()
    {
        string prefix = Kind switch { SecretKind.Environment => "env", SecretKind.File => "file", _ => "cred" };
        return $"{(IsBase64 ? "b64:" : "")}{prefix}:{Name}";
    }
}
