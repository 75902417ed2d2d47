using System.Text;
using Appliance.Endpoints;
using Appliance.Endpoints.Vendors;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.TestHost;

/// <summary>Known token secrets and API keys for the apps of any policy.</summary>
public static class TestCredentials
{
    /// <summary>The API key of every app that has one.</summary>
    public const string ApiKey = "clinic:key-of-at-least-32-bytes:of-text!";

    public static string SecretOf(string app) => $"{app}-token-secret-of-at-least-32-bytes";

    /// <summary>The signing key of an app.</summary>
    /// <param name="app">The app.</param>
    /// <param name="secretEnd">A suffix of its secret.</param>
    public static SigningKey KeyOf(App app, string secretEnd = "")
    {
        KeyVerdict verdict = SigningKey.TryCreate(
            Encoding.UTF8.GetBytes(SecretOf(app.Name) + secretEnd), out SigningKey? key);
        return key ?? throw new InvalidOperationException($"{app.Name}: {KeyVerdicts.Describe(verdict)}");
    }

    /// <summary>Creates the tenants of a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="withApiKeys">Whether apps have an API key for their back ends.</param>
    /// <param name="secretEnd">The suffix of each secret.</param>
    /// <param name="previousEnd">The suffix of the previous secret, as after a key rotation; null for no previous
    /// secret.</param>
    public static Tenants Open(
        CompiledPolicy policy, bool withApiKeys = true, string secretEnd = "", string? previousEnd = null) =>
        new(policy, policy.Apps.Select(app => new Tenant(
            app, KeyOf(app, secretEnd),
            withApiKeys && app.ApiKey is not null ? new Credential(Encoding.UTF8.GetBytes(ApiKey)) : null,
            VendorApis.Of(app), previousEnd is null ? null : KeyOf(app, previousEnd))));
}
