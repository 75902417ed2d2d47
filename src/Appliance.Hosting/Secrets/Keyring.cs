using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Appliance.Endpoints;
using Appliance.Endpoints.Vendors;
using Appliance.Hosting.Logging;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Hosting.Secrets;

/// <summary>
/// Turns a policy's secret sources into keys. <see cref="Errors"/> collects all errors, so that one start reports them
/// together. A secret's bytes are cleared once its key is derived; an environment variable stays in the environment.
/// </summary>
/// <param name="generateMissing">Missing secrets are generated for this run (<c>serve --dev</c>).</param>
/// <param name="earlier">The previous keyring, whose generated secrets are reused.</param>
public sealed class Keyring(bool generateMissing, Keyring? earlier = null)
{
    private const int GeneratedBytes = 32;

    private readonly Dictionary<SecretSource, string> _generated = earlier?._generated ?? [];

    /// <summary>The last use of each secret, by the secret's digest.</summary>
    private readonly Dictionary<string, SecretUse> _uses = [];

    private readonly List<SecretFingerprint> _fingerprints = [];

    /// <summary>Sentences for the operator; they name the source and never its value.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Warnings about secrets that are accepted.</summary>
    internal List<SecretWarning> Warnings { get; } = [];

    /// <summary>Secrets that exist only in this process.</summary>
    public IReadOnlyDictionary<SecretSource, string> Generated => _generated;

    /// <summary>A new keyring that reads every secret again.</summary>
    public Keyring CreateSuccessor() => new(generateMissing, earlier: this);

    /// <summary>The secrets with another value than in an earlier keyring of the same policy, each with both
    /// fingerprints: <c>johndoe.secret 1a2b3c4d to 5e6f7a8b</c>.</summary>
    public List<string> ChangesSince(Keyring keyring)
    {
        List<string> changes = [];
        foreach (SecretFingerprint now in _fingerprints)
        {
            SecretFingerprint? before = keyring._fingerprints.Find(other => other.Name == now.Name);
            if (before is null || !now.IsOfSameValue(before))
                changes.Add($"{now.Name} {before} to {now}");
        }
        return changes;
    }

    public void LogWarnings()
    {
        foreach (SecretWarning warning in Warnings)
        {
            Log.Warn(warning.Event, ("source", warning.Source), ("use", warning.Use), ("hint", warning.Hint));
        }
    }

    public void LogErrors()
    {
        foreach (string error in Errors)
            Log.Error("secret", ("error", error));
    }

    /// <summary>The tenants of a policy, or null if a secret is missing or rejected.</summary>
    public Tenants? OpenAll(CompiledPolicy policy)
    {
        List<Tenant> tenants = [];
        foreach (App app in policy.Apps)
        {
            SigningKey? tokenKey = TokenKey(app);
            SigningKey? previousTokenKey = PreviousTokenKey(app);
            Credential? apiKey = app.ApiKey is null ? null : ApiKey(app, app.ApiKey);
            if (tokenKey is not null && (apiKey is not null || app.ApiKey is null)
                && (previousTokenKey is not null || app.PreviousTokenSecret is null))
                tenants.Add(new(app, tokenKey, apiKey, VendorApis.Of(app), previousTokenKey));
        }
        return tenants.Count == policy.Apps.Count ? new(policy, tenants) : null;
    }

    /// <summary>The key that signs an app's tokens.</summary>
    public SigningKey? TokenKey(App app) => TokenKey(
        new(app, "secret", "token secret"), app.TokenSecret);

    /// <summary>The key that signed an app's tokens until a rotation; null also if the app has no previous
    /// secret.</summary>
    public SigningKey? PreviousTokenKey(App app) =>
        app.PreviousTokenSecret is null ? null : TokenKey(
            new(app, "previousSecret", "previous token secret"), app.PreviousTokenSecret);

    private SigningKey? TokenKey(SecretUse use, SecretSource source) =>
        Use(use, source, secret =>
        {
            KeyVerdict verdict = SigningKey.TryCreate(secret, out SigningKey? key);
            return (key, verdict);
        });

    /// <summary>The key that an app's back end presents. It can be guessed like a signing key, so the same rules apply.
    /// </summary>
    private Credential? ApiKey(App app, SecretSource source) =>
        Use(ApiKeyUse(app), source, secret =>
        {
            KeyVerdict verdict = SigningKey.Check(secret);
            return (verdict == KeyVerdict.Ok ? new Credential(secret) : null, verdict);
        });

    /// <summary>The bytes of an API key, to present it; null with an error if it cannot be read.</summary>
    public byte[]? ReadApiKey(App app, SecretSource source) => Read(ApiKeyUse(app), source);

    private static SecretUse ApiKeyUse(App app) => new(app, SecretUse.ApiKeyMember, "API key");

    private T? Use<T>(SecretUse use, SecretSource source, Func<byte[], (T? Key, KeyVerdict Verdict)> derive)
        where T : class
    {
        if (Read(use, source) is not { } secret)
            return null;
        T? key = IsUseAllowed(secret, use) ? Derive(use, source, secret, derive) : null;
        CryptographicOperations.ZeroMemory(secret);
        Debug.Assert(key is not null || Errors.Count > 0, "A rejected secret has an error.");
        return key;
    }

    private byte[]? Read(SecretUse use, SecretSource source)
    {
        byte[]? secret = SecretReader.Read(
            source, (name, hint) => Warnings.Add(new(name, source, use, hint)), out string? error);
        if (secret is null && error is null && generateMissing)
            secret = Generate(source);
        if (secret is null)
            Errors.Add($"{source}, the {use}, {error ?? "is not set. " + HowToSet(source)}");
        return secret;
    }

    private T? Derive<T>(
        SecretUse use, SecretSource source, byte[] secret, Func<byte[], (T? Key, KeyVerdict Verdict)> derive)
        where T : class
    {
        (T? key, KeyVerdict verdict) = derive(secret);
        if (key is null)
        {
            Errors.Add($"{source}, the {use}, is rejected: {KeyVerdicts.Describe(verdict)} {HowToSet(source)}");
            return null;
        }
        string? hint = SuspiciousSecrets.Find(secret);
        _fingerprints.Add(new(use.App, use.Member, secret, isShown: hint is null));
        if (hint is not null)
            Warnings.Add(new("secret-suspicious", source, use, hint));
        else if (!source.IsBase64 && SecretReader.LooksLikeBase64(secret))
            Warnings.Add(new("secret-looks-like-base64", source, use,
                "It is used without decoding. If it should be decoded, write b64: before the source."));
        return key;
    }

    /// <summary>An API key must not be a signing key, and an app's two signing keys must differ. Two apps may share a
    /// signing key, with a warning: only the claims distinguish their tokens.</summary>
    private bool IsUseAllowed(byte[] secret, SecretUse use)
    {
        byte[] digest = new byte[Sha256.DigestBytes];
        Sha256.Hash(secret, digest);
        string name = Convert.ToHexString(digest);
        use.Earlier = _uses.GetValueOrDefault(name);
        _uses[name] = use;
        for (SecretUse? other = use.Earlier; other is not null; other = other.Earlier)
        {
            string? remedy = other.IsApiKey != use.IsApiKey ? "API clients could sign tokens: use different secrets."
                : other.App == use.App
                    ? "secret and previousSecret must differ: set previousSecret to the old key, or remove it."
                : null;
            if (remedy is null)
                continue;
            Errors.Add($"The {use} is also the {other}. {remedy}");
            return false;
        }
        if (use.Earlier is not null)
            Log.Warn("secret-shared", ("first", use.Earlier.ToString()), ("second", use.ToString()));
        return true;
    }

    private byte[] Generate(SecretSource source)
    {
        if (!_generated.TryGetValue(source, out string? text))
        {
            Span<byte> random = stackalloc byte[GeneratedBytes];
            SystemRandom.Fill(random);
            text = Base64Url.EncodeToString(random);
            _generated.Add(source, text);
        }
        return Encoding.ASCII.GetBytes(text);
    }

    private static string HowToSet(SecretSource source) => source.Kind switch
    {
        SecretKind.Environment =>
            $"Set it to at least {SigningKey.SecretBytesMin} random bytes, for example: "
            + $"export {source.Name}=\"$(head -c 32 /dev/urandom | base64 | tr -d '=+/')\", "
            + $"or LoadCredential={source.Name}:PATH in the systemd unit.",
        SecretKind.File => "Create the file with at least "
            + $"{SigningKey.SecretBytesMin} random bytes, readable only by this user.",
        _ => $"Add LoadCredential={source.Name}:PATH to the systemd unit.",
    };
}
