namespace Appliance.Fuzz;

/// <summary>One execution that the fuzzer asks for.</summary>
internal static class AflRun
{
    /// <summary>More than afl-fuzz ever writes (its MAX_FILE).</summary>
    public const int InputBytesMax = 1 << 20;

    public static void Execute(Stream stream, byte[] buffer)
    {
        // What the execution before left behind would make the first edge depend on it.
        SharpFuzz.Common.Trace.PrevLocation = 0;
        int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        Target.Run(buffer.AsSpan(0, length));
    }
}
