using System.Text;
using Appliance.Hosting.Secrets;
using Appliance.PolicyModel;
using Appliance.TestHost;
using Appliance.TestKit;
using Appliance.Tokens;

namespace Appliance.Hosting.Tests;

/// <summary>An app's secrets during a rotation.</summary>
public sealed class KeyringTests : IDisposable
{
    private const string Current = "the-current-secret-of-at-least-32-bytes-0123";
    private const string Previous = "the-previous-secret-of-at-least-32-bytes-0123";
    private const string ApiKey = "the-shown-api-key-of-at-least-32-bytes-0123456";

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-keyring-").FullName;
    private readonly RotatedApps _policy;

    public KeyringTests() =>
        _policy = new(new RotatedApp(
            "web", Put("current", Current), Put("previous", Previous), Put("api-key", ApiKey)));

    private App Web => _policy.Apps[0];

    [Fact]
    public void Tokens_of_current_and_previous_key_verify_during_rotation()
    {
        Keyring keyring = new(generateMissing: false);
        Assert.NotNull(keyring.OpenAll(_policy));
        Assert.Empty(keyring.Errors);

        keyring = keyring.CreateSuccessor();
        TokenVerifier verifier = new(Web, keyring.TokenKey(Web)!, keyring.PreviousTokenKey(Web));
        Assert.Equal(TokenVerdict.Valid, Verify(verifier, Current));
        Assert.Equal(TokenVerdict.Valid, Verify(verifier, Previous));
        Assert.Equal(TokenVerdict.BadSignature, Verify(verifier, ApiKey));
    }

    [Fact]
    public void App_without_previous_secret_opens()
    {
        Keyring keyring = new(generateMissing: true);
        RotatedApps policy = new(new RotatedApp("web", Web.TokenSecret));
        Assert.NotNull(keyring.OpenAll(policy));
        Assert.Null(keyring.PreviousTokenKey(policy.Apps[0]));
        Assert.Empty(keyring.Generated);
        Assert.Empty(keyring.Errors);
    }

    [Theory]
    [InlineData("", " is not set. ")]
    [InlineData("too short", " is rejected: The secret is shorter than 32 bytes.")]
    [InlineData("00000000000000000000000000000000", " is rejected: The secret is one byte repeated.")]
    [InlineData("a-string-secret-at-least-256-bits-long", " is rejected: The secret is a published sample ")]
    public void Bad_previous_secret_is_rejected_with_its_source(string secret, string error)
    {
        Put("previous", secret);
        Assert.StartsWith(
            $"file:{_folder}/previous, the previous token secret of app web,{error}", SingleError(_policy));
    }

    [Fact]
    public void Rotation_with_equal_current_and_previous_secret_is_rejected()
    {
        Put("previous", Current);
        Assert.StartsWith(
            "The previous token secret of app web is also the token secret of app web. "
            + "secret and previousSecret must differ:",
            SingleError(_policy));
    }

    [Fact]
    public void Api_key_equal_to_previous_secret_is_rejected()
    {
        Put("previous", ApiKey);
        Assert.StartsWith(
            "The API key of app web is also the previous token secret of app web. ", SingleError(_policy));
    }

    /// <summary>Another app uses the secret between the app's two conflicting uses.</summary>
    [Fact]
    public void Secret_shared_with_another_app_is_accepted_and_hides_no_conflict()
    {
        RotatedApp other = new("other", Put("other", Current));
        Assert.NotNull(new Keyring(generateMissing: false).OpenAll(new RotatedApps(Web, other)));
        Assert.NotNull(new Keyring(generateMissing: false).OpenAll(new RotatedApps(other, Web)));

        Put("previous", Current);
        Assert.Contains(" of app web is also the token secret of app web. ", SingleError(new(other, Web)));
        RotatedApp swapped = new("web", Web.PreviousTokenSecret!, Web.TokenSecret, Web.ApiKey);
        Assert.Contains(" of app web is also the token secret of app web. ", SingleError(new(swapped, other)));
    }

    [Fact]
    public void Missing_secret_is_generated_and_kept_across_reloads()
    {
        File.Delete(Path.Combine(_folder, "previous"));
        Keyring keyring = new(generateMissing: true);
        Assert.NotNull(keyring.OpenAll(_policy));
        string generated = Assert.Single(keyring.Generated, made => made.Key == Web.PreviousTokenSecret).Value;

        keyring = keyring.CreateSuccessor();
        TokenVerifier verifier = new(Web, keyring.TokenKey(Web)!, keyring.PreviousTokenKey(Web));
        Assert.Equal(TokenVerdict.Valid, Verify(verifier, generated));
    }

    [Fact]
    public void Reload_replaces_all_secrets_or_none()
    {
        Keyring keyring = new(generateMissing: false);
        Assert.NotNull(keyring.OpenAll(_policy));
        Put("current", Previous);
        keyring = keyring.CreateSuccessor();
        Assert.Null(keyring.OpenAll(_policy));
        Put("previous", Current);
        keyring = keyring.CreateSuccessor();
        Assert.NotNull(keyring.OpenAll(_policy));
        Assert.Empty(keyring.Errors);
    }

    /// <summary>The fingerprint is that of docs/secrets.md.</summary>
    [Fact]
    public void Changes_have_the_fingerprints_of_both_values_and_no_unchanged_secret()
    {
        const string First = "6xDq0VqSg2cZ4kJbN1wYtR8uLmPeXhAv";
        const string Second = "Zp3vT9yKc7WnEr5XsQb2LhGf8MdJu6Aa";
        Put("current", First);
        Keyring keyring = new(generateMissing: false);
        Assert.NotNull(keyring.OpenAll(_policy));

        Put("current", Second);
        Put("previous", First);
        Keyring next = keyring.CreateSuccessor();
        Assert.NotNull(next.OpenAll(_policy));
        List<string> changes = next.ChangesSince(keyring);
        Assert.Equal(2, changes.Count);
        Assert.Equal($"web.secret {DigestOf(First)} to {DigestOf(Second)}", changes[0]);
        // The key that signed before is now the previous one, and has the same fingerprint.
        Assert.EndsWith($" to {DigestOf(First)}", changes[1]);

        Keyring same = next.CreateSuccessor();
        Assert.NotNull(same.OpenAll(_policy));
        Assert.Empty(same.ChangesSince(next));

        static string DigestOf(string secret) => Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes("web\n" + secret)))[..8];
    }

    /// <summary>The fingerprint of such a secret would confirm a guess.</summary>
    [Fact]
    public void Fingerprint_of_a_guessable_secret_is_withheld()
    {
        Put("api-key", "changemechangemechangemechangeme-1");
        Keyring keyring = new(generateMissing: false);
        Assert.NotNull(keyring.OpenAll(_policy));
        Put("api-key", "changemechangemechangemechangeme-2");
        Keyring next = keyring.CreateSuccessor();
        Assert.NotNull(next.OpenAll(_policy));
        Assert.Equal(["web.appKey withheld to withheld"], next.ChangesSince(keyring));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The single error that keeps a policy's tenants from opening.</summary>
    private static string SingleError(RotatedApps policy)
    {
        Keyring keyring = new(generateMissing: false);
        Assert.Null(keyring.OpenAll(policy));
        string error = Assert.Single(keyring.Errors);
        Assert.All([Current, Previous, ApiKey], secret => Assert.DoesNotContain(secret, error));
        return error;
    }

    private static TokenVerdict Verify(TokenVerifier verifier, string secret)
    {
        const long Now = 1_800_000_000;
        string token = Jwt.Sign("""{"exp":1800000001}""", secret);
        return verifier.Verify(
            Encoding.ASCII.GetBytes(token), Now, 0, new byte[TokenLimits.PayloadBytesMax], out _);
    }

    private SecretSource Put(string name, string secret)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, secret);
        return new(SecretKind.File, path);
    }
}
