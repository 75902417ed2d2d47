using System.Runtime.InteropServices;

namespace Appliance.Fuzz;

/// <summary>One execution: a connection is held twice, and everything that must hold of it is looked at.</summary>
internal static class Target
{
    /// <exception cref="Violation">Something did not hold. Any other exception is as bad.</exception>
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        FuzzInput input = FuzzInput.Of(bytes);
        Transcript whole = Conversation.Whole(input);
        Transcript split = Conversation.Split(input);
        ResponseOracle.Check(input, whole);
        Violation.Unless(whole.Next == split.Next, "the split decides how it ends");
        Violation.Unless(whole.Methods.SequenceEqual(split.Methods), "the split decides what is handled");
        if (AreSame(whole.Sent, split.Sent))
            return;
        // Only whoever waits for it is told to continue, and that depends on what has arrived.
        ResponseOracle.Check(input, split);
        Violation.Unless(
            AreSame(ResponseOracle.WithoutInterim(whole.Sent), ResponseOracle.WithoutInterim(split.Sent)),
            "the split decides what is answered");
    }

    private static bool AreSame(List<byte> one, List<byte> other) =>
        CollectionsMarshal.AsSpan(one).SequenceEqual(CollectionsMarshal.AsSpan(other));
}
