namespace Appliance.Load;

/// <summary>How far a run is, on stderr if that is a terminal.</summary>
internal static class Progress
{
    public static void Show(Sample sample)
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"\r{sample.AtSeconds,6:F0} s: {sample.Answered} answered, {sample.Failed} failed ");
    }

    public static void Clear()
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write("\r\e[K");
    }
}
