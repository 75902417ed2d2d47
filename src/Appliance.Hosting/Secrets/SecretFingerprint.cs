using System.Text;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Hosting.Secrets;

/// <summary>Identifies the value of a secret in the log: docs/adr/0030-fingerprints.md.</summary>
public sealed class SecretFingerprint
{
    private const string Withheld = "withheld";
    private const int DigitsShown = 8;

    private readonly string _digest;
    private readonly bool _isShown;

    /// <param name="app">The app that uses the secret.</param>
    /// <param name="member">The member of the app that names its source.</param>
    /// <param name="secret">The key's bytes, which are not kept.</param>
    /// <param name="isShown">False for a secret that may be guessable: the digest would confirm a guess.</param>
    internal SecretFingerprint(App app, string member, ReadOnlySpan<byte> secret, bool isShown)
    {
        Name = $"{app.Name}.{member}";
        byte[] message = [.. Encoding.UTF8.GetBytes(app.Name + "\n"), .. secret];
        byte[] digest = new byte[Sha256.DigestBytes];
        Sha256.Hash(message, digest);
        Array.Clear(message);
        _digest = Convert.ToHexStringLower(digest);
        _isShown = isShown;
    }

    /// <summary>App and member, such as <c>johndoe.secret</c>.</summary>
    public string Name { get; }

    public bool IsOfSameValue(SecretFingerprint other) => _digest == other._digest;

    /// <summary>The first eight hexadecimal digits of the SHA-256 of the app's name, a line feed and the key's bytes;
    /// <c>withheld</c> for a secret that may be guessable.</summary>
    public override string ToString() => _isShown ? _digest[..DigitsShown] : Withheld;
}
