using System.Runtime.InteropServices;
using Appliance.TestKit;

namespace Appliance.Fuzz;

/// <summary>One execution: runs a conversation whole and split, and checks all invariants.</summary>
internal static class Target
{
    /// <exception cref="Violation">An invariant is violated. Any other exception is a failure too.</exception>
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        FuzzInput input = FuzzInput.Of(bytes);
        Transcript whole = Conversation.Whole(input);
        Transcript split = Conversation.Split(input);
        ResponseOracle.Check(input, whole);
        Violation.Unless(whole.Next == split.Next, "the split changes the final state");
        Violation.Unless(whole.Methods.SequenceEqual(split.Methods), "the split changes which requests are handled");
        if (AreSame(whole.Sent, split.Sent))
            return;
        // 100 (Continue) is sent only if the body has not arrived with the head, which depends on the split.
        ResponseOracle.Check(input, split);
        Violation.Unless(
            AreSame(ResponseOracle.WithoutInterim(whole.Sent), ResponseOracle.WithoutInterim(split.Sent)),
            "the split changes the responses");
    }

    private static bool AreSame(List<byte> one, List<byte> other) =>
        CollectionsMarshal.AsSpan(one).SequenceEqual(CollectionsMarshal.AsSpan(other));
}
