using System.Collections;
using Appliance.PolicyModel;

namespace Appliance.Settings;

/// <summary>Finds unknown variables with the prefix of settings.</summary>
internal static class SettingVariables
{
    /// <summary>The names of variables with the prefix that are neither settings nor secrets of the policy: probably
    /// misspelt.</summary>
    /// <param name="environment">The result of <see cref="Environment.GetEnvironmentVariables()"/> by its class,
    /// because calls through the interface would keep every dictionary implementation in the binary.</param>
    /// <param name="policy">The policy with the names of secret variables.</param>
    public static List<string> Unknown(Hashtable environment, CompiledPolicy policy)
    {
        List<string> unknown = [];
        var variables = new DictionaryEntry[environment.Count];
        environment.CopyTo(variables, 0);
        foreach (DictionaryEntry variable in variables)
        {
            if (variable is { Key: string name, Value: not "" }
                && name.StartsWith(Setting.VariablePrefix, StringComparison.Ordinal)
                && !AllSettings.HasVariable(name) && !RenamedSettings.HasVariable(name) && !HoldsSecret(policy, name))
                unknown.Add(name);
        }
        return unknown;
    }

    private static bool HoldsSecret(CompiledPolicy policy, string name)
    {
        foreach (App app in policy.Apps)
        {
            if (IsAt(app.TokenSecret, name) || IsAt(app.PreviousTokenSecret, name) || IsAt(app.ApiKey, name))
                return true;
        }
        return false;
    }

    private static bool IsAt(SecretSource? source, string name) =>
        source is { Kind: SecretKind.Environment } && source.Name == name;
}
