using SharpFuzz.Common;

namespace Appliance.Fuzz;

/// <summary>The executions that the fuzzer asks for.</summary>
/// <param name="corpus">Inputs that are run before the first one, so that what is made only once is made, and what an
/// input reaches depends on the input alone.</param>
internal sealed class AflRun(string corpus)
{
    /// <summary>More than afl-fuzz ever writes (its MAX_FILE).</summary>
    private const int InputBytesMax = 1 << 20;

    private readonly byte[] _input = new byte[InputBytesMax];
    private bool _isWarm;

    /// <summary>Not to be called before the fuzzer does: it is what gives instrumented code a place to count.</summary>
    public void Execute(Stream stream)
    {
        int length = stream.ReadAtLeast(_input, _input.Length, throwOnEndOfStream: false);
        if (!_isWarm)
            Replay.Run([corpus]);
        _isWarm = true;
        // Each edge is noted with the place before it, the first one too.
        Trace.PrevLocation = 0;
        Target.Run(_input.AsSpan(0, length));
    }
}
