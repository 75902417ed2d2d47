using System.Buffers.Text;
using System.Text;
using Appliance.Hosting.Secrets;

namespace Appliance.Hosting.Tests;

/// <summary>Mistaken and guessable secrets are detected; random ones are not.</summary>
public class SuspiciousSecretsTests
{
    private const int Samples = 10_000;
    private const string Guessable = "It can be guessed.";

    [Theory]
    [InlineData("\"" + SecretFolder.Good + "\"", "It is in quotes")]
    [InlineData("'" + SecretFolder.Good + "'", "It is in quotes")]
    [InlineData("\"correct horse battery staple, and more\"", "It is in quotes")]
    [InlineData(" " + SecretFolder.Good, "It begins or ends with white space")]
    [InlineData(SecretFolder.Good + " ", "It begins or ends with white space")]
    [InlineData(SecretFolder.Good + "\t", "It begins or ends with white space")]
    [InlineData(SecretFolder.Good + "\r", "It begins or ends with white space")]
    [InlineData(SecretFolder.Good + "\n", "It begins or ends with white space")]
    [InlineData("${JOHNDOE_APP_SECRET_OF_PRODUCTION}", "It looks like a placeholder")]
    [InlineData("prefix-${JOHNDOE_APP_SECRET_OF_PRODUCTION}", "It looks like a placeholder")]
    [InlineData("$(cat /run/secrets/johndoe_app_secret)", "It looks like a placeholder")]
    [InlineData("$(head -c 32 /dev/urandom | base64 -w 0)", "It looks like a placeholder")]
    [InlineData("{{ .Values.secrets.johndoeAppSecret }}", "It looks like a placeholder")]
    [InlineData("<put the secret of the app johndoe here>", "It looks like a placeholder")]
    [InlineData("%JOHNDOE_APP_SECRET_OF_PRODUCTION%", "It looks like a placeholder")]
    [InlineData("JOHNDOE_APP_SECRET=" + SecretFolder.Good, "It looks like NAME=value")]
    [InlineData("JOHNDOE_APP_SECRET=\"" + SecretFolder.Good + "\"", "It looks like NAME=value")]
    [InlineData("export JOHNDOE_APP_SECRET=" + SecretFolder.Good, "It looks like NAME=value")]
    [InlineData("app.secret=" + SecretFolder.Good, "It looks like NAME=value")]
    [InlineData("vault:secret/data/johndoe#app_secret", "It looks like a reference to a secret")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:a", "It looks like a reference to a secret")]
    [InlineData("op://production/johndoe/app-secret", "It looks like a reference to a secret")]
    [InlineData("file:/etc/appliance/johndoe-app-secret", "It looks like a reference to a secret")]
    [InlineData("/run/secrets/johndoe-app-secret-of-production", "It looks like a reference to a secret")]
    [InlineData("-----BEGIN PRIVATE KEY-----MIGEAgEAMBAGByqGSM49", "It looks like a reference to a secret")]
    [InlineData("changemechangemechangemechangeme", Guessable)]
    [InlineData("changeme-c41d9be2-9f1c-4d5a-b7ed-24c1", Guessable)]
    [InlineData("CHANGE_ME_BEFORE_PRODUCTION_PLEASE_NOW", Guessable)]
    [InlineData("password-of-johndoe-in-our-production", Guessable)]
    [InlineData("Passw0rd!Passw0rd!Passw0rd!Passw0rd!", Guessable)]
    [InlineData("12345678901234567890123456789012", Guessable)]
    [InlineData("98765432109876543210987654321098", Guessable)]
    [InlineData("0123456789abcdef0123456789abcdef", Guessable)]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345", Guessable)]
    [InlineData("deadbeefdeadbeefdeadbeefdeadbeef", Guessable)]
    [InlineData("johndoe-johndoe-johndoe-johndoe-", Guessable)]
    [InlineData("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb", Guessable)]
    [InlineData("abababbaabababbababababbabababaaabab", Guessable)]
    [InlineData("qwertyuiopasdfghjklzxcvbnm123456", Guessable)]
    [InlineData("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9", Guessable)]
    [InlineData("this-is-my-super-secret-jwt-signing-key", Guessable)]
    public void Placeholder_quoted_or_guessable_secret_is_suspicious(string secret, string beginning)
    {
        string? hint = SuspiciousSecrets.Find(Encoding.UTF8.GetBytes(secret));
        Assert.StartsWith(beginning, hint);
        Assert.DoesNotContain(secret, hint);
    }

    [Theory]
    [InlineData(SecretFolder.Good)]
    [InlineData("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("MDQ3ZjY1NGQ4NmE1Y2U1OTk2NzFhZjhkYjVmZTQ1YTE=")]
    [InlineData("it's-a-trap-set-by-gnomes-around-Xmas-\"42\"")]
    [InlineData("correct horse battery staple under the old oak")]
    [InlineData("Zebra=quagga+okapi*gnu-eland/kudu=2048 antelopes")]
    public void Unguessable_secret_is_not_suspicious(string secret) =>
        Assert.Null(SuspiciousSecrets.Find(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Lengths from 32 to 64 bytes, in common encodings.</summary>
    [Fact]
    public void Random_secret_is_not_suspicious()
    {
        Random random = new(20261130);
        for (int sample = 0; sample < Samples; sample++)
        {
            byte[] bytes = new byte[32 + sample % 33];
            random.NextBytes(bytes);
            AssertTaken(bytes);
            AssertTaken(Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)));
            AssertTaken(Encoding.ASCII.GetBytes(Base64Url.EncodeToString(bytes)));
            AssertTaken(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)));
            AssertTaken(Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)[..32]));
            AssertTaken([.. bytes.Select(value => (byte)('!' + value % ('~' - '!' + 1)))]);
        }
    }

    [Fact]
    public void Suspicious_secret_logs_a_warning_and_is_accepted()
    {
        using SecretFolder secrets = new();
        string path = secrets.Put("secret", "changemechangemechangemechangeme\n");
        SecretFinding found = SecretFolder.ReadFile(path);
        Assert.Empty(found.Errors);
        Assert.Equal(["secret-suspicious"], found.Events);
    }

    private static void AssertTaken(byte[] secret)
    {
        if (SuspiciousSecrets.Find(secret) is { } hint)
            Assert.Fail($"{Convert.ToHexString(secret)}: {hint}");
    }
}
