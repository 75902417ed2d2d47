namespace Appliance.Http;

/// <summary>The three verdicts every parser here has.</summary>
public enum Verdict : byte
{
    /// <summary>Well so far: call again with more bytes.</summary>
    NeedMore,

    /// <summary>Complete and well.</summary>
    Done,

    /// <summary>Wrong, whatever follows.</summary>
    Reject,
}

/// <summary>
/// A verdict with what belongs to it. Once bytes are Done or Rejected, no longer input changes that: how a stream
/// is split does not matter.
/// </summary>
/// <param name="Consumed">Bytes consumed, where Done.</param>
/// <param name="Verdict">In this order the three fit a register.</param>
/// <param name="Reason">Why, where Rejected.</param>
public readonly record struct ParseResult(int Consumed, Verdict Verdict, RejectReason Reason)
{
    public static ParseResult NeedMore => default;

    public static ParseResult Done(int consumed) => new(consumed, Verdict.Done, RejectReason.None);

    public static ParseResult Reject(RejectReason reason) => new(0, Verdict.Reject, reason);
}
