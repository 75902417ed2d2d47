using System.Globalization;
using Appliance.Hosting.Logging;
using Appliance.LoadGenerator;

namespace Appliance.Commands.Bench;

/// <summary>The progress of a load test, on stderr if it is a terminal.</summary>
internal static class Progress
{
    public static void Show(ClientLoop[] loops)
    {
        long responses = 0;
        long failed = 0;
        foreach (ClientLoop loop in loops)
        {
            responses += loop.Statistics.Succeeded;
            failed += loop.Statistics.Failed;
        }
        if (StandardStreams.IsTerminal(StandardStreams.Error))
            Output.WriteError("\r" + Number(responses) + " responses, " + Number(failed) + " failed ");
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static void Clear()
    {
        if (StandardStreams.IsTerminal(StandardStreams.Error))
            Output.WriteError("\r\e[K");
    }
}
