namespace Appliance.Load;

/// <summary>Shows the progress of a run on stderr, if that is a terminal.</summary>
internal static class Progress
{
    public static void Show(Sample sample)
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"\r{sample.AtSeconds,6:F0} s: {sample.Answered} responses, {sample.Failed} failed ");
    }

    public static void Clear()
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write("\r\e[K");
    }
}
