namespace Appliance.PolicyModel;

public enum SecretKind : byte
{
    /// <summary><c>env:NAME</c>: an environment variable or, if that is not set, the systemd credential of the same
    /// name.</summary>
    Environment,
    /// <summary><c>file:PATH</c>: the content of a file, without one trailing line end.</summary>
    File,
    /// <summary><c>cred:NAME</c>: a file in the directory that systemd names in CREDENTIALS_DIRECTORY.</summary>
    Credential,
}

/// <summary>The source of a secret, which is read at start. The policy never contains the secret itself.</summary>
/// <param name="Kind">The kind of source.</param>
/// <param name="Name">The variable, path or credential.</param>
/// <param name="IsBase64">Whether the source contains base64 (prefix <c>b64:</c>).</param>
public sealed record SecretSource(SecretKind Kind, string Name, bool IsBase64 = false)
{
    /// <summary>The source in policy notation.</summary>
    public override string ToString()
    {
        string prefix = Kind switch
        {
            SecretKind.Environment => "env",
            SecretKind.File => "file",
            SecretKind.Credential => "cred",
            _ => throw new InvalidOperationException($"secret of kind {Kind}"),
        };
        return $"{(IsBase64 ? "b64:" : "")}{prefix}:{Name}";
    }
}
