using SharpFuzz.Common;

namespace Appliance.Fuzz;

/// <summary>Runs one execution for AFL.</summary>
/// <param name="corpus">Inputs run as a warm-up before the first execution, so that lazy initialization is done and the
/// coverage of an input depends only on the input.</param>
internal sealed class AflRun(string corpus)
{
    /// <summary>The maximum input size of afl-fuzz (MAX_FILE).</summary>
    private const int InputBytesMax = 1 << 20;

    private readonly byte[] _input = new byte[InputBytesMax];
    private bool _isWarm;

    /// <summary>
    /// Must be called only by the fuzzer, which first sets up the coverage map of the instrumented code.
    /// </summary>
    public void Execute(Stream stream)
    {
        int length = stream.ReadAtLeast(_input, _input.Length, throwOnEndOfStream: false);
        if (!_isWarm)
            Replay.Run([corpus]);
        _isWarm = true;
        // An edge is recorded with its previous location, so the first edge needs a defined one.
        Trace.PrevLocation = 0;
        Target.Run(_input.AsSpan(0, length));
    }
}
