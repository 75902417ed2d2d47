using Appliance.Hosting.Logging;
using Appliance.Hosting.Results;
using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Commands;

/// <summary>How a command exits: its result on stdout or a sentence on stderr, and the exit code.</summary>
internal static class CommandExit
{
    /// <summary>The rule after <see cref="Denial.UnknownRoom"/>: the room was disabled at run time.</summary>
    public const string RoomDisabledRule = "room-disabled";

    /// <summary>Runs a verb. An unexpected exception is an internal error; the parser would report it as a wrong
    /// command line.</summary>
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
        // The allocation of a static field failed when its type was first used.
        catch (TypeInitializationException e) when (e.InnerException is OutOfMemoryException)
        {
            return OutOfResources();
        }
        catch (Exception e)
        {
            return Fail(ExitCode.Internal, $"Internal error: {e.GetType().Name}: {e.Message}");
        }
    }

    public static int Fail(ExitCode code, string sentence)
    {
        Output.WriteErrorLine(sentence);
        return (int)code;
    }

    /// <summary>Prints the result; fails if standard output does not take it.</summary>
    public static int WriteResult(ReadOnlySpan<byte> utf8) => ExitCodeOf(Output.TryWriteLine(utf8), ExitCode.Ok);

    /// <summary>Prints a result in one of its two formats.</summary>
    /// <param name="isJson">The requested format.</param>
    /// <param name="writeJson">Writes it for scripts.</param>
    /// <param name="writeText">Writes it for people.</param>
    /// <param name="code">The exit code if the result was written.</param>
    public static int WriteResult(
        bool isJson, Action<ResultWriter> writeJson, Action<ResultWriter> writeText, ExitCode code = ExitCode.Ok)
    {
        ResultWriter result = new(Output.TryWrite);
        (isJson ? writeJson : writeText)(result);
        result.Flush();
        return ExitCodeOf(!result.Failed, code);
    }

    /// <summary>The runtime reports a lack of memory and of threads in the same way.</summary>
    public static int OutOfResources() => Fail(
        ExitCode.BadConfiguration,
        "Out of memory, or the thread limit is reached. Raise the memory limit (container, MemoryMax=, ulimit -v) or "
            + "the thread limit (pids limit of the container, TasksMax=, ulimit -u).");

    public static int UnknownApp(string name)
    {
        List<string> names = new List<App>(Policies.Current.Apps).ConvertAll(app => app.Name);
        return Fail(
            ExitCode.Usage,
            $"Unknown app {SafeText.Of(name)}. The policy has: {string.Join(", ", names)}.");
    }

    public static int Denied(Denial denial) => Denied(DenialNames.Of(denial));

    /// <param name="rule">The name of the rule that denies the token.</param>
    public static int Denied(string rule) => Fail(ExitCode.Denied, $"Denied: {rule}.");

    private static int ExitCodeOf(bool succeeded, ExitCode code) => succeeded
        ? (int)code
        : Fail(ExitCode.OutputFailed,
            "The result could not be written to standard output: check its reader and its disk.");
}
