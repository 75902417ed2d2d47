namespace Appliance.EndToEnd.Tests;

/// <summary>The secrets of the example policy.</summary>
internal static class TestSecrets
{
    public const string Johndoe = "johndoe-secret-of-at-least-32-bytes-0123456789";
    public const string JohndoePrevious = "johndoe-secret-before-of-at-least-32-bytes-012";
    public const string Oldapp = "oldapp-secret-of-at-least-32-bytes-0123456789x";
    public const string ClinicKey = "clinic-api-key-of-at-least-32-bytes-0123456789";
    public const string Clinic = "clinic-token-secret-of-at-least-32-bytes-01234";

    public static Dictionary<string, string> Environment => new()
    {
        ["JOHNDOE_APP_SECRET"] = Johndoe,
        ["OLDAPP_APP_SECRET"] = Oldapp,
        ["CLINIC_APP_KEY"] = ClinicKey,
        ["CLINIC_TOKEN_SECRET"] = Clinic,
    };
}
