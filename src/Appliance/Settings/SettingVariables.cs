using System.Collections;
using Appliance.PolicyModel;

namespace Appliance.Settings;

/// <summary>The variables of an environment that are named as settings are.</summary>
internal static class SettingVariables
{
    /// <summary>The names of those that are no setting, which is how a misspelt one shows. The policy's secrets may be
    /// called as they like.</summary>
    /// <param name="environment">What <see cref="Environment.GetEnvironmentVariables()"/> gives, by its class: calls
    /// through the interface would keep those of every dictionary in the binary.</param>
    /// <param name="policy">Whose secrets may be in it.</param>
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
