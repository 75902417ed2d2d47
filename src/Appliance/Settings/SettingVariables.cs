using System.Collections;
using Appliance.Policy;

namespace Appliance.Settings;

/// <summary>The variables of the process's environment that are named as settings are.</summary>
internal static class SettingVariables
{
    public static Dictionary<string, string> Read()
    {
        Dictionary<string, string> variables = [];
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable is { Key: string name, Value: string value }
                && name.StartsWith(Setting.VariablePrefix, StringComparison.Ordinal))
                variables[name] = value;
        }
        return variables;
    }

    /// <summary>Those that are no setting, which is how a misspelt one shows. The policy's secrets may be called as
    /// they like.</summary>
    public static List<string> Unknown(IReadOnlyDictionary<string, string> variables, CompiledPolicy policy)
    {
        List<string> unknown = [];
        foreach (string name in variables.Keys)
        {
            if (AllSettings.FindByVariable(name) is null && !policy.Apps.Any(app => IsSecretOf(app, name)))
                unknown.Add(name);
        }
        unknown.Sort(StringComparer.Ordinal);
        return unknown;
    }

    private static bool IsSecretOf(App app, string name) =>
        IsAt(app.TokenSecret, name) || app.ApiKey is not null && IsAt(app.ApiKey, name);

    private static bool IsAt(SecretSource source, string name) =>
        source.Kind == SecretKind.Environment && source.Name == name;
}
