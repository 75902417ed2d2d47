using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Appliance.Endpoints;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Secrets;

/// <summary>
/// Turns a policy's secret sources into keys. Errors gather in <see cref="Errors"/>, so that one start names all of
/// them. What was read is cleared once the key is derived; an environment variable stays in the environment.
/// </summary>
/// <param name="generateMissing">A secret that is not configured is made up for this run (<c>serve --dev</c>).</param>
/// <param name="earlier">What was read before: secrets that were made up for it stay as they are.</param>
internal sealed class Keyring(bool generateMissing, Keyring? earlier = null)
{
    private const int GeneratedBytes = 32;

    private readonly Dictionary<SecretSource, string> _generated = earlier?._generated ?? [];

    /// <summary>Who uses which secret, by its digest: the last of them.</summary>
    private readonly Dictionary<string, SecretUse> _uses = [];

    /// <summary>Sentences for the operator, each naming a source and never its value.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>What is wrong with secrets that are taken all the same.</summary>
    public List<SecretWarning> Warnings { get; } = [];

    /// <summary>Secrets that exist only in this process.</summary>
    public IReadOnlyDictionary<SecretSource, string> Generated => _generated;

    /// <summary>An empty one of the same kind, to read everything again.</summary>
    public Keyring CreateSuccessor() => new(generateMissing, earlier: this);

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

    /// <summary>The tenants of a policy, or null if a secret is missing or unfit.</summary>
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
                tenants.Add(new(app, tokenKey, apiKey, previousTokenKey));
        }
        return tenants.Count == policy.Apps.Count ? new(policy, tenants) : null;
    }

    /// <summary>The key that signs an app's tokens.</summary>
    public SigningKey? TokenKey(App app) => TokenKey(app, app.TokenSecret, "token secret");

    /// <summary>The key that signed an app's tokens until a rotation; null too if the app names none.</summary>
    public SigningKey? PreviousTokenKey(App app) =>
        app.PreviousTokenSecret is null ? null : TokenKey(app, app.PreviousTokenSecret, "previous token secret");

    private SigningKey? TokenKey(App app, SecretSource source, string what) =>
        Use(new(app, what, isApiKey: false), source, secret =>
        {
            KeyVerdict verdict = SigningKey.TryCreate(secret, out SigningKey? key);
            return (key, verdict);
        });

    /// <summary>The key that an app's back end shows. It is as guessable as a signing key, so it is held to the same
    /// rule.</summary>
    private Credential? ApiKey(App app, SecretSource source) =>
        Use(new(app, "API key", isApiKey: true), source, secret =>
        {
            KeyVerdict verdict = SigningKey.Judge(secret);
            return (verdict == KeyVerdict.Ok ? new Credential(secret) : null, verdict);
        });

    /// <summary>The same key's bytes, for who shows it; null with a error if it cannot be read.</summary>
    public byte[]? ReadApiKey(App app, SecretSource source) => Read(new(app, "API key", isApiKey: true), source);

    private T? Use<T>(SecretUse use, SecretSource source, Func<byte[], (T? Key, KeyVerdict Verdict)> derive)
        where T : class
    {
        if (Read(use, source) is not { } secret)
            return null;
        T? key = IsUseAllowed(secret, use) ? Derive(use, source, secret, derive) : null;
        CryptographicOperations.ZeroMemory(secret);
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
            Errors.Add($"{source}, the {use}, is unfit: {KeyVerdicts.Describe(verdict)} {HowToSet(source)}");
        else if (SuspiciousSecrets.Find(secret) is { } hint)
            Warnings.Add(new("secret-suspicious", source, use, hint));
        else if (!source.IsBase64 && SecretReader.LooksLikeBase64(secret))
            Warnings.Add(new("secret-looks-like-base64", source, use,
                "It is used as it stands. Write b64: before the source if it should be decoded first."));
        return key;
    }

    /// <summary>A key that back ends show must not sign as well, and an app's two signing keys are two. Two apps that
    /// sign alike are told apart by nothing but the claims, which may be meant.</summary>
    private bool IsUseAllowed(byte[] secret, SecretUse use)
    {
        byte[] digest = new byte[Sha256.DigestBytes];
        Sha256.Hash(secret, digest);
        string name = Convert.ToHexString(digest);
        use.Earlier = _uses.GetValueOrDefault(name);
        _uses[name] = use;
        for (SecretUse? other = use.Earlier; other is not null; other = other.Earlier)
        {
            string? remedy = other.IsApiKey != use.IsApiKey ? "Whoever calls the API could sign: use two secrets."
                : other.App == use.App ? "A rotation needs two: name the one before, or remove previousSecret."
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
            + $"{SigningKey.SecretBytesMin} random bytes, readable by this user only.",
        _ => $"Put LoadCredential={source.Name}:PATH into the systemd unit.",
    };
}
