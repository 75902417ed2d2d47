using Appliance.PolicyModel;
using Appliance.Results;
using Appliance.Storage;

namespace Appliance.Commands;

/// <summary>How a command that cannot do its work ends: a sentence on stderr and a code.</summary>
internal static class CommandExit
{
    /// <summary>Runs a verb. Whatever it did not foresee is our mistake, and must not look like a wrong command line,
    /// which is what the parser makes of exceptions.</summary>
    public static int Guard(Func<int> verb)
    {
        try
        {
            return verb();
        }
        catch (StorageException e)
        {
            return Fail(ExitCodes.Of(e), SafeText.Of(e.Message));
        }
        catch (OutOfMemoryException)
        {
            return OutOfResources();
        }
        // What a type needs is made when it is first used.
        catch (TypeInitializationException e) when (e.InnerException is OutOfMemoryException)
        {
            return OutOfResources();
        }
        catch (Exception e)
        {
            return Fail(ExitCode.Internal, $"Something went wrong that should not: {e.GetType().Name}: {e.Message}");
        }
    }

    public static int Fail(ExitCode code, string sentence)
    {
        Output.WriteErrorLine(sentence);
        return (int)code;
    }

    /// <summary>Prints the result; a script must hear of it if it got none.</summary>
    public static int WriteResult(ReadOnlySpan<byte> utf8) => ExitCodeOf(Output.TryWriteLine(utf8), ExitCode.Ok);

    /// <summary>Ends a result that is printed in parts; the code is what there is to say besides.</summary>
    public static int WriteResult(ResultWriter result, ExitCode code)
    {
        result.Flush();
        return ExitCodeOf(!result.Failed, code);
    }

    /// <summary>The runtime reports both in the same way.</summary>
    public static int OutOfResources() => Fail(
        ExitCode.BadConfiguration,
        "There is too little memory, or a limit of threads is reached. Raise the limit of memory (the container's, "
            + "MemoryMax=, ulimit -v) or of threads (the container's pids limit, TasksMax=, ulimit -u).");

    public static int UnknownApp(string name)
    {
        List<string> names = [];
        foreach (App app in Policies.Current.Apps)
            names.Add(app.Name);
        return Fail(
            ExitCode.Usage,
            $"The policy has no app {SafeText.Of(name)}. It has: {string.Join(", ", names)}.");
    }

    public static int Denied(Denial denial) => Denied(DenialNames.Of(denial));

    /// <param name="rule">The name of the rule that denies it.</param>
    public static int Denied(string rule) => Fail(ExitCode.Denied, $"Denied: {rule}.");

    private static int ExitCodeOf(bool succeeded, ExitCode code) => succeeded
        ? (int)code
        : Fail(ExitCode.OutputFailed, "The result could not be written to standard output.");
}
