using Appliance.Policy;

namespace Appliance.Commands;

/// <summary>How a command that cannot do its work ends: a sentence on stderr and a code.</summary>
internal static class CommandFailure
{
    public static int Say(ExitCode code, string sentence)
    {
        Output.WriteErrorLine(sentence);
        return (int)code;
    }

    public static int UnknownApp(string name) => Say(
        ExitCode.Usage,
        $"The policy has no app {name}. It has: {string.Join(", ", Policies.Current.Apps.Select(app => app.Name))}.");

    public static int Denied(Denial denial) => Say(ExitCode.Denied, $"Denied: {DenialNames.Of(denial)}.");
}
