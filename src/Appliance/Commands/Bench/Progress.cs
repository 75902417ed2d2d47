using System.Globalization;
using Appliance.LoadGenerator;

namespace Appliance.Commands.Bench;

/// <summary>How far a run is, on stderr if that is a terminal.</summary>
internal static class Progress
{
    public static void Show(ClientLoop[] loops)
    {
        long answered = 0;
        long failed = 0;
        foreach (ClientLoop loop in loops)
        {
            answered += loop.Statistics.Answered;
            failed += loop.Statistics.Failed;
        }
        if (StandardStreams.IsTerminal(StandardStreams.Error))
            Output.WriteError("\r" + Number(answered) + " answered, " + Number(failed) + " failed ");
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static void Clear()
    {
        if (StandardStreams.IsTerminal(StandardStreams.Error))
            Output.WriteError("\r\e[K");
    }
}
